/**
 * Parts of the report: head, figures, tables, limits.
 */
#include "anlan.h"
#include "core/caltime.h"
#include "core/markup.h"
#include "doors/file_door.h"
#include "models/models.h"
#include "out/report.h"
#include <assert.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

void out_report_put_pair(FILE *stream, const char *zh, const char *en)
{
  if (strcmp(zh, en) == 0) {
    al_markup_put(stream, zh);
    return;
  }
  fputs("<span class=\"zh\" lang=\"zh\">", stream);
  al_markup_put(stream, zh);
  fputs("</span><span class=\"en\" lang=\"en\">", stream);
  al_markup_put(stream, en);
  fputs("</span>", stream);
}

void out_report_put_heading(FILE *stream, const char *zh, const char *en)
{
  fputs("<h2>", stream);
  out_report_put_pair(stream, zh, en);
  fputs("</h2>\n", stream);
}

void out_report_put_columns(FILE *stream, const char *const (*column)[2], size_t count,
                            size_t numbers)
{
  assert(numbers <= count);
  fputs("<table><thead><tr>", stream);
  for (size_t c = 0; c < count; c++) {
    fputs(c + numbers >= count ? "<th class=\"n\">" : "<th>", stream);
    out_report_put_pair(stream, column[c][0], column[c][1]);
    fputs("</th>", stream);
  }
  fputs("</tr></thead><tbody>\n", stream);
}

static void report_put_row(FILE *stream, const char *zh, const char *en, const char *value)
{
  fputs("<tr><td>", stream);
  out_report_put_pair(stream, zh, en);
  fputs("</td><td class=\"v\">", stream);
  al_markup_put(stream, value);
  fputs("</td></tr>\n", stream);
}

/* 12 345 678: groups by narrow spaces, no decimal places. */
static void report_number(double value, char *out, size_t capacity)
{
  char plain[48];
  snprintf(plain, sizeof plain, "%.0f", fabs(value) < 0.5 ? 0.0 : value);
  const size_t length = strlen(plain), sign = plain[0] == '-';
  size_t used = 0;
  for (size_t i = 0; i < length && used + 5 < capacity; i++) {
    if (i > sign && (length - i) % 3 == 0) {
      memcpy(out + used, "\u202f", 3);
      used += 3;
    }
    out[used++] = plain[i];
  }
  assert(used < capacity);
  out[used] = '\0';
}

/* Whether the file names a start: the default is no calendar time to show. */
static bool report_has_start(const struct out_env *env)
{
  const char *text = al_config_text(env->scenario_file, "scenario.start");
  for (size_t k = 0; text && k < al_scenario_section.key_count; k++)
    if (strcmp(al_scenario_section.keys[k].name, "start") == 0)
      return strcmp(text, al_scenario_section.keys[k].fallback) != 0;
  return false;
}

void out_report_put_head(FILE *stream, const struct out_report *report)
{
  const struct out_env *env = report->env;
  const struct al_scenario_config *scenario = env->scenario;
  char start[64], clock[64];
  al_time_format(scenario->start_s, env->utc_offset_s, start, sizeof start);
  al_clock_format(scenario->duration_s, clock, sizeof clock);
  fputs("<header><h1>", stream);
  out_report_put_pair(stream, al_scenario_title(scenario, true),
                      al_scenario_title(scenario, false));
  fputs("</h1>\n<p class=\"sub\">", stream);
  al_markup_put(stream, env->grid->city);
  if (report_has_start(env)) {
    fputs(" · ", stream);
    out_report_put_pair(stream, "开始 ", "start ");
    al_markup_put(stream, start);
  }
  fputs(" · ", stream);
  out_report_put_pair(stream, "时长 ", "duration ");
  al_markup_put(stream, clock);
  fputs("</p>\n", stream);
  if (env->grid->terrain_note && *env->grid->terrain_note) {
    fputs("<p class=\"warn\">", stream);
    al_markup_put(stream, env->grid->terrain_note);
    fputs("</p>\n", stream);
  }
  fputs("</header>\n", stream);
}

/* Land and people from a depth on. */
static struct zoning_total report_deeper(const struct out_report *report, double depth_m)
{
  struct zoning_total sum = {0};
  assert(report->flooded.scale.count > 0);
  const struct out_scale *scale = &report->flooded.scale;
  for (size_t k = 0; k < scale->count; k++)
    if (scale->edge[k] >= depth_m * (1.0 - 1e-9)) {
      sum.area_m2 += report->flooded.total[k + 1].area_m2;
      sum.people += report->flooded.total[k + 1].people;
    }
  return sum;
}

struct zoning_total out_report_of_colours(const struct out_zoning *zoning, int least, int most)
{
  struct zoning_total sum = {0};
  for (size_t c = 0; c < zoning->rules.class_count; c++) {
    const struct zoning_class *k = &zoning->rules.classes[c];
    if (k->order > 0 && k->colour >= least && k->colour <= most) {
      sum.area_m2 += zoning->total[k->order].area_m2;
      sum.people += zoning->total[k->order].people;
    }
  }
  return sum;
}

void out_report_put_card(FILE *stream, const char *value, const char *zh, const char *en)
{
  fputs("<div class=\"card\"><b>", stream);
  al_markup_put(stream, value);
  fputs("</b>", stream);
  out_report_put_pair(stream, zh, en);
  fputs("</div>\n", stream);
}

static void report_put_area_card(FILE *stream, const struct out_report *report, double depth_m)
{
  char value[64], zh[128], en[128];
  const struct zoning_total sum = report_deeper(report, depth_m);
  out_area_text(sum.area_m2, report->env->domain_m2, value, sizeof value);
  snprintf(zh, sizeof zh, "水深不小于 %g 米的陆地", depth_m);
  snprintf(en, sizeof en, "of land under %g m of water or more", depth_m);
  out_report_put_card(stream, value, zh, en);
  if (!report->zones->has_people)
    return;
  report_number(sum.people, value, sizeof value);
  snprintf(zh, sizeof zh, "水深不小于 %g 米处的居住人口", depth_m);
  snprintf(en, sizeof en, "people living where water is %g m deep or more", depth_m);
  out_report_put_card(stream, value, zh, en);
}

void out_report_put_headline(FILE *stream, const struct out_report *report)
{
  const double least_m = report->flooded.scale.edge[0];
  fputs("<section class=\"cards\">\n", stream);
  report_put_area_card(stream, report, least_m);
  if (least_m < 0.5)
    report_put_area_card(stream, report, 0.5);
  if (report->zones->count > 0) {
    char value[64], zh[400], en[400];
    const struct out_zoning *first = &report->zones->zoning[0];
    const struct zoning_total sum = out_report_of_colours(first, 3, ZONING_COLOURS);
    out_area_text(sum.area_m2, report->env->domain_m2, value, sizeof value);
    snprintf(zh, sizeof zh, "高与极高危险区（橙、红；%.200s）", first->rules.name);
    snprintf(en, sizeof en, "in high and very high hazard (orange, red; %.200s)",
             first->rules.name);
    out_report_put_card(stream, value, zh, en);
  }
  fputs("</section>\n", stream);
}

void out_report_put_swatch(FILE *stream, uint32_t colour)
{
  fprintf(stream, "<i class=\"swatch\" style=\"background:#%06X\"></i>", colour);
}

/* Area, share and people of one row, and its end. */
static void report_put_total(FILE *stream, const struct out_report *report,
                             const struct zoning_total *total)
{
  const struct out_zones *zones = report->zones;
  double land_m2 = 0.0;
  char people[64] = "–", area[64];
  for (int k = 0; k < ZONING_NODATA; k++)
    land_m2 += report->flooded.total[k].area_m2;
  if (zones->has_people)
    report_number(total->people, people, sizeof people);
  out_area_text(total->area_m2, report->env->domain_m2, area, sizeof area);
  fprintf(stream, "<td class=\"n\">%s</td><td class=\"n\">%.3f</td><td class=\"n\">", area,
          land_m2 > 0.0 ? 100.0 * total->area_m2 / land_m2 : 0.0);
  al_markup_put(stream, people);
  fputs("</td></tr>\n", stream);
}

/* Areas and people are taken from the rasters, which are those of the finest level. */
static void report_put_where(FILE *stream, const struct out_env *env)
{
  const struct al_lattice *lattice = &env->grid->lattice;
  char zh[320], en[320];
  if (env->grid->coarser_count == 0)
    return;
  snprintf(zh, sizeof zh,
           "面积和人口只统计城市范围，即 %g m 栅格：x %.0f 至 %.0f，y %.0f 至 %.0f；"
           "其外较粗各级不计入。",
           lattice->cell_m, lattice->west_m, lattice->west_m + lattice->cols * lattice->cell_m,
           lattice->north_m - lattice->rows * lattice->cell_m, lattice->north_m);
  snprintf(en, sizeof en,
           "Areas and people are of the city alone, the rasters of %g m: x %.0f to %.0f, y %.0f to "
           "%.0f; the coarser levels around it are not counted.",
           lattice->cell_m, lattice->west_m, lattice->west_m + lattice->cols * lattice->cell_m,
           lattice->north_m - lattice->rows * lattice->cell_m, lattice->north_m);
  fputs("<p class=\"small\">", stream);
  out_report_put_pair(stream, zh, en);
  fputs("</p>\n", stream);
}

void out_report_put_bands(FILE *stream, const struct out_report *report)
{
  static const char *const columns[][2] = {{"最大水深", "Greatest depth"},
                                           {"面积", "Area"},
                                           {"占陆地 %", "Share of land %"},
                                           {"居住人口", "People"}};
  const struct out_scale *scale = &report->flooded.scale;
  out_report_put_heading(stream, "淹没面积（按最大水深）", "Land under water by greatest depth");
  out_report_put_columns(stream, columns, AL_COUNT(columns), 3);
  for (size_t k = scale->count; k-- > 0;) {
    fputs("<tr><td>", stream);
    out_report_put_swatch(stream, scale->colour[k]);
    al_markup_put(stream, scale->label[k]);
    fputs("</td>", stream);
    report_put_total(stream, report, &report->flooded.total[k + 1]);
  }
  fputs("<tr><td>", stream);
  out_report_put_pair(stream, "其余陆地", "other land");
  fputs("</td>", stream);
  report_put_total(stream, report, &report->flooded.total[0]);
  fputs("</tbody></table>\n", stream);
  report_put_where(stream, report->env);
}

static void report_put_class(FILE *stream, const struct out_report *report,
                             const struct out_zoning *zoning, const struct zoning_class *k)
{
  assert(k->colour >= 0 && k->colour <= ZONING_COLOURS);
  const uint8_t *rgb = zoning_colour_styles[k->colour].rgb;
  fputs("<tr><td>", stream);
  out_report_put_swatch(stream, (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2]);
  out_report_put_pair(stream, k->name_zh, k->name);
  fputs("</td><td>", stream);
  out_report_put_pair(stream, k->meaning_zh, k->meaning_en);
  fputs("</td>", stream);
  report_put_total(stream, report, &zoning->total[k->order]);
}

void out_report_put_zones(FILE *stream, const struct out_report *report)
{
  static const char *const columns[][2] = {{"等级", "Class"},
                                           {"含义", "Meaning"},
                                           {"面积", "Area"},
                                           {"占陆地 %", "Share of land %"},
                                           {"居住人口", "People"}};
  out_report_put_heading(stream, "危险性区划", "Hazard zoning");
  for (size_t i = 0; i < report->zones->count; i++) {
    const struct out_zoning *zoning = &report->zones->zoning[i];
    const struct zoning_rules *rules = &zoning->rules;
    fputs("<h3>", stream);
    out_report_put_pair(stream, rules->title_zh, rules->title_en);
    fputs("</h3>\n", stream);
    if (!rules->verified) {
      fputs("<p class=\"warn\">", stream);
      out_report_put_pair(stream, "规则表状态：未核实。阈值未与标准原文核对，不声明符合该标准。",
                          "Status of the rule table: unverified. Its breaks were not confirmed "
                          "from the standard; conformity is not claimed.");
      fputs("</p>\n", stream);
    }
    out_report_put_columns(stream, columns, AL_COUNT(columns), 3);
    for (size_t c = rules->class_count; c-- > 0;)
      if (rules->classes[c].order > 0)
        report_put_class(stream, report, zoning, &rules->classes[c]);
    fprintf(stream, "</tbody></table>\n<p class=\"small\">%s v", rules->name);
    al_markup_put(stream, rules->version);
    fprintf(stream, " · SHA-256 %s<br>", rules->sha256);
    al_markup_put(stream, rules->note);
    fputs("</p>\n", stream);
  }
}

void out_report_balance_zh(const char *name, char *out, size_t capacity)
{
  static const char *const names[][2] = {
      {"rain", "降雨"},       {"infiltration", "下渗"}, {"interception", "截留"},
      {"depression", "填洼"}, {"drains", "排水"},       {"storage", "蓄水量变化"},
      {"sources", "入流"},    {"volume_m3", "水量"},    {"error_m3", "误差"}};
  const char *colon = strchr(name, ':');
  const char *zh = colon && strncmp(name, "boundary:", 9) == 0 ? "边界"
                   : colon && strncmp(name, "source:", 7) == 0 ? "入流"
                                                               : name;
  for (size_t i = 0; i < AL_COUNT(names); i++)
    zh = strcmp(name, names[i][0]) == 0 ? names[i][1] : zh;
  snprintf(out, capacity, "%s%s%s", zh, zh != name && colon ? "：" : "",
           zh != name && colon ? colon + 1 : "");
}

void out_report_put_balance(FILE *stream, const struct out_report *report)
{
  static const char *const columns[][2] = {
      {"过程", "Process"}, {"累计水量 m³（流入为正）", "Volume m³ (into the city positive)"}};
  const struct al_run_result *result = report->result;
  char value[64], error[64], zh[256];
  out_report_put_heading(stream, "水量平衡", "Water balance");
  fputs("<div class=\"figures\">", stream);
  out_report_put_columns(stream, columns, AL_COUNT(columns), 1);
  for (size_t i = 0; i < result->balance_count; i++) {
    out_report_balance_zh(result->balance[i].name, zh, sizeof zh);
    report_number(result->balance[i].volume_m3, value, sizeof value);
    report_put_row(stream, zh, result->balance[i].name, value);
  }
  snprintf(error, sizeof error, "%.3g (%.1e)", result->balance_error_m3,
           result->balance_error_share);
  report_put_row(stream, "误差（及占水量的份额）", "Error (and as a share of the water)", error);
  fputs("</tbody></table></div>\n", stream);
}

static void report_put_models(FILE *stream, const struct out_env *env)
{
  size_t count;
  const struct al_model *const *models = al_models(&count);
  fputs("<ul>\n", stream);
  for (size_t m = 0; m < count; m++)
    if (al_model_runs(models[m], env->scenario_file)) {
      fprintf(stream, "<li><code>%s</code> ", models[m]->name);
      out_report_put_pair(stream, models[m]->summary_zh ? models[m]->summary_zh : models[m]->name,
                          models[m]->summary_en);
      if (models[m]->reference) {
        fputs("<br><span class=\"small\">", stream);
        al_markup_put(stream, models[m]->reference);
        fputs("</span>", stream);
      }
      fputs("</li>\n", stream);
    }
  fputs("</ul>\n", stream);
}

static al_status report_put_sum(FILE *stream, const struct out_env *env, const char *path)
{
  struct stat info;
  char sum[65] = "–";
  if (stat(path, &info) == 0 && S_ISREG(info.st_mode))
    AL_TRY(env->ctx, al_file_sha256(env->ctx, path, sum));
  fputs("<tr><td>", stream);
  al_markup_put(stream, path);
  fprintf(stream, "</td><td><code>%s</code></td></tr>\n", sum);
  return AL_OK;
}

static al_status report_put_inputs(FILE *stream, const struct out_env *env)
{
  static const char *const columns[][2] = {{"输入文件", "Input file"}, {"SHA-256", "SHA-256"}};
  size_t count;
  const char *const *named = al_config_named_paths(env->scenario_file, &count);
  fputs("<div class=\"wide\">", stream);
  out_report_put_columns(stream, columns, AL_COUNT(columns), 0);
  for (const char *const *path = env->inputs; path && *path; path++)
    AL_TRY(env->ctx, report_put_sum(stream, env, *path));
  for (size_t i = 0; i < count; i++)
    AL_TRY(env->ctx, report_put_sum(stream, env, named[i]));
  fputs("</tbody></table></div>\n", stream);
  return AL_OK;
}

/* The levels of a grid that has several, and the mesh that shows them all. */
static al_status report_put_levels(FILE *stream, const struct out_env *env)
{
  struct al_arena *arena;
  struct al_forest *forest;
  char zh[64], en[64], value[256];
  const char *mesh = al_arena_printf(env->arena, "mesh/%s.nc", env->scenario->name);
  AL_TRY(env->ctx, al_arena_create(env->ctx, 0, &arena));
  const al_status status =
      env->grid->coarser_count > 0 ? al_grid_plant(arena, env->grid, &forest) : AL_OK;
  for (int k = 0; status == AL_OK && env->grid->coarser_count > 0 && k < forest->level_count; k++) {
    const struct al_forest_extent extent = al_forest_measure(forest, k);
    snprintf(value, sizeof value, "%td; x %.0f … %.0f, y %.0f … %.0f", extent.cells, extent.west_m,
             extent.east_m, extent.south_m, extent.north_m);
    snprintf(zh, sizeof zh, "%g m 单元数", forest->level[k].cell_m);
    snprintf(en, sizeof en, "Cells of %g m", forest->level[k].cell_m);
    report_put_row(stream, zh, en, value);
  }
  al_arena_destroy(arena);
  if (status == AL_OK && mesh && al_file_exists(out_path(env, mesh)))
    report_put_row(stream, "各级单元网格文件", "Mesh of the cells of all levels", mesh);
  return status;
}

al_status out_report_put_making(FILE *stream, const struct out_report *report)
{
  const struct out_env *env = report->env;
  const struct al_run_result *result = report->result;
  const struct al_lattice *lattice = &env->grid->lattice;
  char value[256];
  out_report_put_heading(stream, "计算说明", "How it was computed");
  report_put_models(stream, env);
  fputs("<table><tbody>\n", stream);
  snprintf(value, sizeof value, "%d × %d × %g m", lattice->cols, lattice->rows, lattice->cell_m);
  report_put_row(stream, "网格", "Grid", value);
  AL_TRY(env->ctx, report_put_levels(stream, env));
  report_put_row(stream, "高程基准", "Vertical datum", env->grid->vertical_datum);
  const char *scheme = al_config_text(env->scenario_file, "flow.scheme");
  if (scheme)
    report_put_row(stream, "数值格式", "Scheme", scheme);
  snprintf(value, sizeof value, "%ld", result->steps);
  report_put_row(stream, "步数", "Steps", value);
  snprintf(value, sizeof value, "%.1f s / %.1f s", result->wall_s, result->cpu_s);
  report_put_row(stream, "墙钟时间 / 处理器时间", "Wall / processor time", value);
  report_put_row(stream, "软件", "Software", "anlan " ANLAN_VERSION);
  report_put_row(stream, "命令", "Command", env->command ? env->command : "–");
  for (size_t i = 0; i < result->figure_count; i++) {
    snprintf(value, sizeof value, "%.6g", result->figures[i].volume_m3);
    report_put_row(stream, result->figures[i].name, result->figures[i].name, value);
  }
  fputs("</tbody></table>\n", stream);
  return report_put_inputs(stream, env);
}

void out_report_put_limit_list(FILE *stream, const struct out_env *env, size_t count,
                               const char *const limits[][2])
{
  out_report_put_heading(stream, "限制", "Limits");
  fputs("<ul>\n", stream);
  for (size_t i = 0; i < count; i++) {
    fputs("<li>", stream);
    out_report_put_pair(stream, limits[i][0], limits[i][1]);
    fputs("</li>\n", stream);
  }
  const char *note = env->grid->terrain_note;
  if (note && *note) {
    fputs("<li>", stream);
    out_report_put_pair(stream, "地形：", "Terrain: ");
    al_markup_put(stream, note);
    fputs("</li>\n", stream);
  }
  fputs("</ul>\n", stream);
}

void out_report_put_limits(FILE *stream, const struct out_report *report)
{
  static const char *const limits[][2] = {
      {"本报告是模型结果，不是观测，也不是官方预警或风险区划成果。",
       "This is what a model computed: no observation, no official warning, no official zoning."},
      {"淹没深度和流速取各单元在模拟期间的最大值，不一定同时出现；深×速取乘积在时间上的最大值。",
       "Depth and speed are each cell's maxima in time and need not occur together; depth x speed "
       "is the maximum of the product."},
      {"人口为网格中的居住人口，未考虑白天流动和转移。",
       "People are those living in the cell; daytime movement and evacuation are not considered."},
      {"四色分级与规则表的对应关系为本软件所定。",
       "Which class of a rule table gets which of the four colours is this program's choice."},
      {"本次运行未与观测资料比较。", "This run was not compared with measurements."}};
  out_report_put_limit_list(stream, report->env, AL_COUNT(limits), limits);
}
