/**
 * Mean longitudes of the moon and the sun, and the nodal factors of the lunar constituents.
 *
 * Longitudes: Meeus (1998), Astronomical Algorithms, 2nd ed., ch. 22, 25 and 47. Nodal factors:
 * Schureman (1958), Manual of Harmonic Analysis and Prediction of Tides, US Coast and Geodetic
 * Survey Special Publication 98; the equation stands beside each formula.
 */
#ifndef AL_MODELS_TIDE_SKY_H
#define AL_MODELS_TIDE_SKY_H

/** Angles a constituent's argument is made of, in the order of the columns of constituents.csv. */
enum tide_angle {
  TIDE_TAU, /* hour angle of the mean moon: T + h - s */
  TIDE_S,   /* mean longitude of the moon */
  TIDE_H,   /* mean longitude of the sun */
  TIDE_P,   /* longitude of the lunar perigee */
  TIDE_N,   /* minus the longitude of the moon's ascending node */
  TIDE_PP,  /* longitude of the solar perigee */
  TIDE_ANGLES
};

/** Constituents with a nodal formula of their own; all others are products of their powers. */
enum tide_basis {
  TIDE_MM,
  TIDE_MF,
  TIDE_O1,
  TIDE_K1,
  TIDE_J1,
  TIDE_OO1,
  TIDE_M1,
  TIDE_M2,
  TIDE_K2,
  TIDE_L2,
  TIDE_BASES
};

struct tide_sky {
  double angle_deg[TIDE_ANGLES];
  double rate_deg_per_h[TIDE_ANGLES];
  double factor[TIDE_BASES];    /* f */
  double shift_deg[TIDE_BASES]; /* u */
};

/** The sky at a time. @param epoch_s seconds since 1970 UTC; UTC stands for dynamical time (69 s
 * apart in 2023, 0.02 degrees of M2). */
void tide_sky_at(double epoch_s, struct tide_sky *out);

#endif
