/**
 * project.qgs: a QGIS project of the products, by relative paths.
 */
#ifndef AL_OUT_PROJECT_H
#define AL_OUT_PROJECT_H

#include "out/zones.h"

/** Lists the products that stand in the folder. Errors: AL_IO_FAILED, AL_NO_MEMORY. */
al_status out_project_make(const struct out_env *env, const struct out_zones *zones);

#endif
