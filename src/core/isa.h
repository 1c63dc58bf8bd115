/**
 * Vector widths: files named *_kernel.c are compiled once for each; the widest the processor has is
 * chosen at start-up. All give the same bits (no contraction, no reassociation). ANLAN_ISA=v2|v3|v4
 * in the environment narrows the choice.
 */
#ifndef AL_CORE_ISA_H
#define AL_CORE_ISA_H

enum al_isa { AL_ISA_V2, AL_ISA_V3, AL_ISA_V4, AL_ISA_COUNT };

/** The widest variant this processor runs, narrowed by ANLAN_ISA. */
enum al_isa al_isa_level(void);
/** "x86-64-v2", ... */
const char *al_isa_name(enum al_isa isa);

/* In a kernel file: AL_ISA_NAME(flow_sweep) -> flow_sweep_v3. AL_ISA_SUFFIX is set by the build. */
#define AL_ISA_JOIN_(name, suffix) name##_##suffix
#define AL_ISA_JOIN(name, suffix) AL_ISA_JOIN_(name, suffix)
#define AL_ISA_NAME(name) AL_ISA_JOIN(name, AL_ISA_SUFFIX)

#endif
