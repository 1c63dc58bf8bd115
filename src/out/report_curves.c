/**
 * Curves of the report: columns of a CSV file over time as SVG.
 */
#include "core/markup.h"
#include "core/units.h"
#include "doors/csv_door.h"
#include "doors/file_door.h"
#include "out/report.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum {
  WIDTH = 900,
  HEIGHT = 300,
  LEFT = 78,
  TOP = 16,
  BOTTOM = 44,
  RIGHT = 16,
  CURVES_MOST = 24,
  POINTS_MOST = 500,
  TICKS = 5
};

static const char *const colours[] = {"#1f6fd6", "#c4161c", "#2e8b57", "#f08a24", "#7a45a8",
                                      "#0097a7", "#8d6e2f", "#d6589f", "#5b6770", "#9bb300"};

struct chart {
  const struct out_curves *curves;
  struct al_csv csv;
  int column[CURVES_MOST];
  size_t count;
  double low, high, end_s; /* of the values and of the time */
};

static double chart_value(const struct chart *chart, size_t row, int column)
{
  double value;
  const char *text = chart->csv.cell[row * chart->csv.column_count + (size_t)column];
  return al_number_parse(text, &value) ? value : (double)NAN;
}

static bool chart_wants(const struct chart *chart, const char *name)
{
  const struct out_curves *curves = chart->curves;
  for (const char *const *out = curves->leave_out; out && *out; out++)
    if (strcmp(name, *out) == 0)
      return false;
  const size_t length = strlen(name), tail = curves->suffix ? strlen(curves->suffix) : 0;
  return length > tail && (tail == 0 || strcmp(name + length - tail, curves->suffix) == 0);
}

static void chart_take_columns(struct chart *chart)
{
  assert(chart->csv.column_count >= 2);
  chart->low = chart->high = 0.0;
  for (size_t c = 2; c < chart->csv.column_count && chart->count < CURVES_MOST; c++)
    if (chart_wants(chart, chart->csv.header[c]))
      chart->column[chart->count++] = (int)c;
  for (size_t row = 0; row < chart->csv.row_count; row++) {
    chart->end_s = fmax(chart->end_s, chart_value(chart, row, 0));
    for (size_t k = 0; k < chart->count; k++) {
      const double value = chart_value(chart, row, chart->column[k]);
      if (isfinite(value)) {
        chart->low = fmin(chart->low, value);
        chart->high = fmax(chart->high, value);
      }
    }
  }
}

/* 1, 2 or 5 times a power of ten, at least a fifth of the span. */
static double chart_step(double span)
{
  const double ten = pow(10.0, floor(log10(span / TICKS)));
  const double many = span / TICKS / ten;
  return ten * (many > 5.0 ? 10.0 : many > 2.0 ? 5.0 : many > 1.0 ? 2.0 : 1.0);
}

static double chart_x(const struct chart *chart, double time_s)
{
  return LEFT + (WIDTH - LEFT - RIGHT) * time_s / chart->end_s;
}

static double chart_y(const struct chart *chart, double value)
{
  return TOP + (HEIGHT - TOP - BOTTOM) * (chart->high - value) / (chart->high - chart->low);
}

static void chart_put_axes(FILE *stream, struct chart *chart)
{
  assert(chart->high > chart->low && chart->end_s > 0.0);
  const double step = chart_step(chart->high - chart->low);
  chart->low = floor(chart->low / step) * step;
  chart->high = ceil(chart->high / step) * step;
  const int rows = (int)lround((chart->high - chart->low) / step);
  for (int k = 0; k <= rows; k++) {
    const double v = chart->low + k * step;
    const double y = chart_y(chart, v), shown = fabs(v) < 1e-9 * step ? 0.0 : v;
    fprintf(stream, "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
            shown == 0.0 ? "zero" : "grid", LEFT, WIDTH - RIGHT, y, y);
    fprintf(stream, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.6g</text>\n", LEFT - 8,
            y + 4.0, shown);
  }
  const double unit_s = chart->end_s >= 7200.0 ? 3600.0 : chart->end_s >= 120.0 ? 60.0 : 1.0;
  const char *unit = unit_s > 60.0 ? "h" : unit_s > 1.0 ? "min" : "s";
  const double time_step = chart_step(chart->end_s / unit_s);
  const int columns = (int)(chart->end_s / unit_s / time_step * 1.0001);
  for (int k = 0; k <= columns; k++) {
    const double t = k * time_step;
    fprintf(stream,
            "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%g</text>\n",
            chart_x(chart, t * unit_s), chart_x(chart, t * unit_s), TOP, HEIGHT - BOTTOM,
            chart_x(chart, t * unit_s), HEIGHT - BOTTOM + 18, t);
  }
  fprintf(stream, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", WIDTH - RIGHT,
          HEIGHT - 8, unit);
}

static void chart_put_curve(FILE *stream, const struct chart *chart, size_t k)
{
  const size_t stride = 1 + chart->csv.row_count / POINTS_MOST;
  bool pen_down = false;
  fprintf(stream, "<path stroke=\"%s\"%s d=\"", colours[k % AL_COUNT(colours)],
          k >= AL_COUNT(colours) ? " stroke-dasharray=\"6 3\"" : "");
  for (size_t row = 0; row < chart->csv.row_count; row++) {
    if (row % stride != 0 && row + 1 != chart->csv.row_count)
      continue;
    const double time_s = chart_value(chart, row, 0);
    const double value = chart_value(chart, row, chart->column[k]);
    const bool known = isfinite(time_s) && isfinite(value);
    if (known)
      fprintf(stream, "%c%.1f %.1f", pen_down ? 'L' : 'M', chart_x(chart, time_s),
              chart_y(chart, value));
    pen_down = known;
  }
  fputs("\"/>\n", stream);
}

static void chart_put_key(FILE *stream, const struct chart *chart)
{
  const size_t tail = chart->curves->suffix ? strlen(chart->curves->suffix) : 0;
  char name[256], zh[256];
  fputs("<p class=\"key\">", stream);
  for (size_t k = 0; k < chart->count; k++) {
    const char *header = chart->csv.header[chart->column[k]];
    snprintf(name, sizeof name, "%.*s", (int)(strlen(header) - tail), header);
    out_report_balance_zh(tail ? "" : name, zh, sizeof zh);
    fprintf(stream, "<span><i style=\"background:%s\"></i>", colours[k % AL_COUNT(colours)]);
    out_report_put_pair(stream, *zh ? zh : name, name);
    fputs("</span> ", stream);
  }
  fputs("</p>\n", stream);
}

al_status out_report_put_curves(FILE *stream, const struct out_env *env,
                                const struct out_curves *curves)
{
  struct chart chart = {.curves = curves};
  if (!curves->path || !al_file_exists(curves->path))
    return AL_OK;
  AL_TRY(env->ctx, al_csv_read(env->ctx, env->arena, curves->path, &chart.csv));
  chart_take_columns(&chart);
  if (chart.count == 0 || chart.csv.row_count < 2 || !(chart.end_s > 0.0))
    return AL_OK;
  if (!(chart.high > chart.low))
    chart.high = chart.low + 1.0;
  fputs("<figure class=\"chart\"><figcaption>", stream);
  out_report_put_pair(stream, curves->title_zh, curves->title_en);
  fputs(" (", stream);
  al_markup_put(stream, curves->unit);
  fprintf(stream, ")</figcaption>\n<svg viewBox=\"0 0 %d %d\" role=\"img\">\n", WIDTH, HEIGHT);
  chart_put_axes(stream, &chart);
  for (size_t k = 0; k < chart.count; k++)
    chart_put_curve(stream, &chart, k);
  fputs("</svg>\n", stream);
  chart_put_key(stream, &chart);
  fputs("</figure>\n", stream);
  return AL_OK;
}
