/**
 * A scheme to compare with: second order as in FullSWOF_2D (Delestre et al. 2014, 2017), written
 * here from its publications: minmod slopes of depth, level and velocity, hydrostatic
 * reconstruction (Audusse et al. 2004), HLL with upwind tangential velocity, Heun; walls all round;
 * no friction.
 */
#ifndef AL_TESTS_FLOW_PEER_H
#define AL_TESTS_FLOW_PEER_H

struct flow_peer {
  int cols, rows;
  double cell_m;
  double *bed_m, *h_m, *u_m_per_s, *v_m_per_s; /* [rows][cols]; v along the rows' number */
};

/** Arrays of zeros. */
void flow_peer_make(struct flow_peer *peer, int cols, int rows, double cell_m);
/** Steps to the end with Courant number 0.5, or with a fixed step when one is given (> 0). */
void flow_peer_run(struct flow_peer *peer, double end_s, double step_s);
void flow_peer_free(struct flow_peer *peer);

#endif
