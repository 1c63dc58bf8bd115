/**
 * The ground of a fire without a run.
 */
#include "support/land_world.h"
#include "config/scenario_section.h"
#include "support/support.h"

void land_world_make(struct land_world *world, const char *name, const struct al_lattice *lattice,
                     double (*bed_m)(int col, int row), float fuel, const char *yaml)
{
  static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                      &al_run_section, &al_fire_section};
  struct al_fields *fields;
  run_world_make(&world->run, name, lattice->cols, lattice->rows, lattice->cell_m, bed_m, "1 h",
                 yaml, sections, AL_COUNT(sections));
  run_world_add_layer(&world->run, AL_LAYER_FUEL, fuel);
  world->run.grid.lattice = *lattice;
  assert_int_equal(al_grid_plant(world->run.arena, &world->run.grid, &world->forest), AL_OK);
  assert_int_equal(al_fields_create(world->run.arena, world->forest, &fields), AL_OK);
  for (size_t k = 0; k < world->run.grid.layer_count; k++) {
    const struct al_layer *layer = &world->run.grid.layer[k];
    const struct al_field_decl decl = {.name = layer->name,
                                       .unit = layer->unit,
                                       .long_name = layer->long_name,
                                       .role = AL_FIELD_STATIC,
                                       .buffers = 1};
    struct al_field *field;
    assert_int_equal(al_fields_add(fields, &decl, &field), AL_OK);
    al_field_scatter(field, world->forest, 0, layer->value, NULL);
  }
  world->env = (struct al_model_env){.ctx = world->run.ctx,
                                     .arena = world->run.arena,
                                     .forest = world->forest,
                                     .fields = fields,
                                     .scenario = world->run.scenario,
                                     .config = al_config_section(world->run.scenario, "fire"),
                                     .end_s = 3600.0,
                                     .threads = 1};
}

al_status land_world_create(struct land_world *world)
{
  return fire_land_create(&world->env, &world->land);
}

void land_world_free(struct land_world *world)
{
  run_world_free(&world->run);
}

ptrdiff_t land_world_cell(const struct land_world *world, int col, int row)
{
  const ptrdiff_t cell = al_forest_index(world->forest, col, row);
  assert_true(cell >= 0);
  return cell;
}
