/**
 * A scheme to compare with.
 */
#include "support/flow_peer.h"
#include "support/support.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GRAVITY 9.81
#define DRY_M 1e-12

/* A cell as a line of cells sees it: u along the line, v across it. */
struct peer_cell {
  double z, h, u, v;
};

/* Both sides of a cell. */
struct peer_sides {
  struct peer_cell low, high;
};

struct peer_rates {
  double *h, *hu, *hv;
};

static double minmod(double a, double b)
{
  return a * b <= 0.0 ? 0.0 : fabs(a) < fabs(b) ? a : b;
}

static double *peer_array(size_t count)
{
  double *array = calloc(count, sizeof *array);
  assert_non_null(array);
  return array;
}

void flow_peer_make(struct flow_peer *peer, int cols, int rows, double cell_m)
{
  const size_t cells = (size_t)cols * (size_t)rows;
  *peer = (struct flow_peer){.cols = cols,
                             .rows = rows,
                             .cell_m = cell_m,
                             .bed_m = peer_array(cells),
                             .h_m = peer_array(cells),
                             .u_m_per_s = peer_array(cells),
                             .v_m_per_s = peer_array(cells)};
}

void flow_peer_free(struct flow_peer *peer)
{
  free(peer->bed_m);
  free(peer->h_m);
  free(peer->u_m_per_s);
  free(peer->v_m_per_s);
}

/* Cell k of a line of `count` cells, mirrored beyond its ends. */
static struct peer_cell peer_get(const struct flow_peer *peer, bool along_x, int line, int k,
                                 int count)
{
  const bool beyond = k < 0 || k >= count;
  const int inside = k < 0 ? -1 - k : k >= count ? 2 * count - 1 - k : k;
  const int i = along_x ? line * peer->cols + inside : inside * peer->cols + line;
  const double u = along_x ? peer->u_m_per_s[i] : peer->v_m_per_s[i];
  return (struct peer_cell){.z = peer->bed_m[i],
                            .h = peer->h_m[i],
                            .u = beyond ? -u : u,
                            .v = along_x ? peer->v_m_per_s[i] : peer->u_m_per_s[i]};
}

static struct peer_sides peer_reconstruct(struct peer_cell a, struct peer_cell b,
                                          struct peer_cell c)
{
  const double dh = 0.5 * minmod(b.h - a.h, c.h - b.h);
  const double de = 0.5 * minmod(b.h + b.z - a.h - a.z, c.h + c.z - b.h - b.z);
  const double du = 0.5 * minmod(b.u - a.u, c.u - b.u), dv = 0.5 * minmod(b.v - a.v, c.v - b.v);
  const double low = b.h - dh, high = b.h + dh;
  const double up = b.h > DRY_M ? high / b.h : 1.0, down = b.h > DRY_M ? low / b.h : 1.0;
  return (struct peer_sides){
      .low = {.z = b.z - (de - dh), .h = low, .u = b.u - up * du, .v = b.v - up * dv},
      .high = {.z = b.z + (de - dh), .h = high, .u = b.u + down * du, .v = b.v + down * dv}};
}

/* Flux between two states whose depths are reconstructed already. */
static void peer_flux(struct peer_cell l, struct peer_cell r, double flux[3])
{
  const double cl = sqrt(GRAVITY * l.h), cr = sqrt(GRAVITY * r.h);
  const double a = fmin(fmin(l.u - cl, r.u - cr), 0.0), b = fmax(fmax(l.u + cl, r.u + cr), 0.0);
  const double ql = l.h * l.u, qr = r.h * r.u;
  flux[0] = flux[1] = flux[2] = 0.0;
  if (b - a < 1e-14)
    return;
  const double fl = ql * l.u + 0.5 * GRAVITY * l.h * l.h;
  const double fr = qr * r.u + 0.5 * GRAVITY * r.h * r.h;
  flux[0] = (b * ql - a * qr + a * b * (r.h - l.h)) / (b - a);
  flux[1] = (b * fl - a * fr + a * b * (qr - ql)) / (b - a);
  flux[2] = flux[0] * (flux[0] > 0.0 ? l.v : r.v);
}

/* Adds the rates of change that one line of cells gives. */
static void peer_add_line(const struct flow_peer *peer, bool along_x, int line,
                          struct peer_rates *rates)
{
  const int count = along_x ? peer->cols : peer->rows;
  struct peer_sides before = {0};
  for (int k = -1; k <= count; k++) {
    const struct peer_sides now = peer_reconstruct(peer_get(peer, along_x, line, k - 1, count),
                                                   peer_get(peer, along_x, line, k, count),
                                                   peer_get(peer, along_x, line, k + 1, count));
    if (k >= 0) {
      struct peer_cell l = before.high, r = now.low;
      const double top = fmax(l.z, r.z), hl = l.h, hr = r.h;
      double flux[3];
      l.h = fmax(hl + l.z - top, 0.0);
      r.h = fmax(hr + r.z - top, 0.0);
      peer_flux(l, r, flux);
      const double push_l = 0.5 * GRAVITY * (hl * hl - l.h * l.h);
      const double push_r = 0.5 * GRAVITY * (hr * hr - r.h * r.h);
      for (int side = 0; side < 2; side++) {
        const int cell = k - 1 + side;
        if (cell < 0 || cell >= count)
          continue;
        const int i = along_x ? line * peer->cols + cell : cell * peer->cols + line;
        const double sign = side == 0 ? -1.0 : 1.0;
        rates->h[i] += sign * flux[0] / peer->cell_m;
        (along_x ? rates->hu : rates->hv)[i] +=
            sign * (flux[1] + (side == 0 ? push_l : push_r)) / peer->cell_m;
        (along_x ? rates->hv : rates->hu)[i] += sign * flux[2] / peer->cell_m;
      }
    }
    if (k >= 0 && k < count) {
      const int i = along_x ? line * peer->cols + k : k * peer->cols + line;
      (along_x ? rates->hu : rates->hv)[i] -=
          0.5 * GRAVITY * (now.low.h + now.high.h) * (now.high.z - now.low.z) / peer->cell_m;
    }
    before = now;
  }
}

static void peer_euler(struct flow_peer *peer, struct peer_rates *rates, double dt)
{
  const int cells = peer->cols * peer->rows;
  memset(rates->h, 0, 3 * (size_t)cells * sizeof(double)); /* the three stand in one block */
  for (int row = 0; row < peer->rows; row++)
    peer_add_line(peer, true, row, rates);
  for (int col = 0; col < peer->cols; col++)
    peer_add_line(peer, false, col, rates);
  for (int i = 0; i < cells; i++) {
    const double hu = peer->h_m[i] * peer->u_m_per_s[i] + dt * rates->hu[i];
    const double hv = peer->h_m[i] * peer->v_m_per_s[i] + dt * rates->hv[i];
    const double h = fmax(peer->h_m[i] + dt * rates->h[i], 0.0);
    peer->h_m[i] = h > DRY_M ? h : 0.0;
    peer->u_m_per_s[i] = h > DRY_M ? hu / h : 0.0;
    peer->v_m_per_s[i] = h > DRY_M ? hv / h : 0.0;
  }
}

static double peer_wave(const struct flow_peer *peer)
{
  double wave = 1e-9;
  for (int i = 0; i < peer->cols * peer->rows; i++)
    wave = fmax(wave, fmax(fabs(peer->u_m_per_s[i]), fabs(peer->v_m_per_s[i])) +
                          sqrt(GRAVITY * peer->h_m[i]));
  return wave;
}

/* Mean of a state and the one two Euler steps later. */
static void peer_mean(struct flow_peer *peer, const double *h0, const double *u0, const double *v0)
{
  for (int i = 0; i < peer->cols * peer->rows; i++) {
    const double h = 0.5 * (h0[i] + peer->h_m[i]);
    const double hu = 0.5 * (h0[i] * u0[i] + peer->h_m[i] * peer->u_m_per_s[i]);
    const double hv = 0.5 * (h0[i] * v0[i] + peer->h_m[i] * peer->v_m_per_s[i]);
    peer->h_m[i] = h;
    peer->u_m_per_s[i] = h > DRY_M ? hu / h : 0.0;
    peer->v_m_per_s[i] = h > DRY_M ? hv / h : 0.0;
  }
}

void flow_peer_run(struct flow_peer *peer, double end_s, double step_s)
{
  const size_t cells = (size_t)peer->cols * (size_t)peer->rows, bytes = cells * sizeof(double);
  double *block = peer_array(6 * cells);
  double *h0 = block, *u0 = block + cells, *v0 = block + 2 * cells;
  struct peer_rates rates = {block + 3 * cells, block + 4 * cells, block + 5 * cells};
  for (double time_s = 0.0; time_s < end_s;) {
    const double stable_s = step_s > 0.0 ? step_s : 0.5 * peer->cell_m / peer_wave(peer);
    const double dt = fmin(stable_s, end_s - time_s);
    memcpy(h0, peer->h_m, bytes);
    memcpy(u0, peer->u_m_per_s, bytes);
    memcpy(v0, peer->v_m_per_s, bytes);
    peer_euler(peer, &rates, dt);
    peer_euler(peer, &rates, dt);
    peer_mean(peer, h0, u0, v0);
    time_s = end_s - time_s <= stable_s ? end_s : time_s + dt;
  }
  free(block);
}
