/**
 * Key table of the fire model.
 */
#include "models/fire/fire_config.h"
#include "models/fire/fire_fuels.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>

static const char *const wind_heights[] = {"20ft", "10m", NULL};

static const char *const dead_names[] = {"given", "d1", "d2", "d3", "d4", NULL};
static const char *const live_names[] = {"given", "l1", "l2", "l3", "l4", NULL};

static const struct al_key weather_keys[] = {
    AL_ROW_NUMBER(fire_weather_config, "from", from_s, "s", 0.0, 3.2e8, "0 s",
                  "From when on, after the scenario's start; it holds until the next record.",
                  "自情景开始后何时起；有效至下一条。"),
    AL_ROW_NUMBER(fire_weather_config, "wind_speed", wind_m_per_s, "m/s", 0.0, 90.0, NULL,
                  "Wind over open ground or canopy, at fire.wind_height.",
                  "空旷处或林冠上 fire.wind_height 高度的风速。"),
    AL_ROW_NUMBER(fire_weather_config, "wind_from", wind_from_rad, "rad", -7.0, 7.0, NULL,
                  "Where the wind comes from, clockwise from grid north.",
                  "风的来向，自网格北顺时针。"),
    AL_ROW_NUMBER(fire_weather_config, "moisture_1h", h1, "1", -1.0, 0.6, "-1",
                  "Moisture of dead fuel below 6 mm over dry mass; -1 = as before (first: 0.06).",
                  "小于 6 毫米死可燃物含水率；-1 沿用上一条（首条 0.06）。"),
    AL_ROW_NUMBER(fire_weather_config, "moisture_10h", h10, "1", -1.0, 0.6, "-1",
                  "Of dead fuel of 6 to 25 mm; -1 = as before (first: 0.07).",
                  "6–25 毫米死可燃物含水率；-1 沿用上一条（首条 0.07）。"),
    AL_ROW_NUMBER(fire_weather_config, "moisture_100h", h100, "1", -1.0, 0.6, "-1",
                  "Of dead fuel of 25 to 76 mm; -1 = as before (first: 0.08).",
                  "25–76 毫米死可燃物含水率；-1 沿用上一条（首条 0.08）。"),
    AL_ROW_NUMBER(fire_weather_config, "moisture_herb", herb, "1", -1.0, 4.0, "-1",
                  "Of live herbaceous fuel; -1 = as before (first: 0.6).",
                  "活草本含水率；-1 沿用上一条（首条 0.6）。"),
    AL_ROW_NUMBER(fire_weather_config, "moisture_woody", woody, "1", -1.0, 4.0, "-1",
                  "Of live woody fuel; -1 = as before (first: 0.9).",
                  "活木本含水率；-1 沿用上一条（首条 0.9）。"),
    AL_ROW_NUMBER(fire_weather_config, "moisture_foliar", foliar, "1", -1.0, 4.0, "-1",
                  "Of the canopy's leaves; -1 = as before (first: 1).",
                  "林冠叶片含水率；-1 沿用上一条（首条 1）。"),
    AL_ROW_NUMBER(
        fire_weather_config, "ffmc", ffmc, "1", -1.0, 101.0, "-1",
        "Fine Fuel Moisture Code of the Canadian Fire Weather Index, for the moisture of 1 "
        "h fuel; -1 = not given; moisture_1h goes before it.",
        "加拿大火险天气指数的细小可燃物湿度码，用于 1 时滞含水率；-1 为不给；moisture_1h "
        "优先。"),
    AL_ROW_CHOICE(fire_weather_config, "dead", dead, dead_names, "given",
                  "Dead fuel of Scott and Burgan (2005): d1 3/4/5 %, d2 6/7/8 %, d3 9/10/11 %, d4 "
                  "12/13/14 % of 1/10/100 h; moistures above go before it.",
                  "Scott 与 Burgan（2005）死可燃物情景：1/10/100 时滞 d1 3/4/5%、d2 6/7/8%、d3 "
                  "9/10/11%、d4 12/13/14%；以上各含水率优先。"),
    AL_ROW_CHOICE(fire_weather_config, "live", live, live_names, "given",
                  "Live fuel likewise: l1 30/60 %, l2 60/90 %, l3 90/120 %, l4 120/150 % of "
                  "herbs/woods.",
                  "活可燃物情景：草本/木本 l1 30/60%、l2 60/90%、l3 90/120%、l4 120/150%。"),
};
AL_ROW_SECTION(weather_section, "weather", weather_keys, sizeof(struct fire_weather_config),
               "Weather from a time on.", "自某时起的天气。");

static const struct al_key ignition_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, fire_ignition_config, "name", name, NULL, "Name in messages.",
                "用于消息的名称。"),
    AL_ROW_NUMBERS(fire_ignition_config, "place", place,
                   "[x, y] lights a point; [x1, y1, x2, y2, ...] a line.",
                   "[x, y] 为点火点；[x1, y1, x2, y2, ...] 为火线。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_ignition_config, "path", path, "",
                "Points, lines or polygons (a burnt area that goes on), instead of place.",
                "点、线或面图层（面为已燃区），代替 place。"),
    AL_ROW_TEXT(AL_KEY_TEXT, fire_ignition_config, "layer", layer, "",
                "Layer of the file; absent = the first.", "图层名；不给则取第一个。"),
    AL_ROW_TEXT(AL_KEY_TEXT, fire_ignition_config, "where", where, "", "Attribute filter.",
                "属性过滤条件。"),
    AL_ROW_NUMBER(fire_ignition_config, "at", at_s, "s", 0.0, 3.2e8, "0 s",
                  "When, after the scenario's start.", "情景开始后何时点燃。"),
};
AL_ROW_SECTION(ignition_section, "ignitions", ignition_keys, sizeof(struct fire_ignition_config),
               "Where and when a fire begins.", "起火的地点与时间。");

static const struct al_key barrier_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, fire_barrier_config, "name", name, NULL, "Name in messages.",
                "用于消息的名称。"),
    AL_ROW_NUMBERS(fire_barrier_config, "line", line, "Line [x1, y1, x2, y2, ...].",
                   "折线 [x1, y1, x2, y2, ...]。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_barrier_config, "path", path, "",
                "Lines or outlines of polygons (roads, rivers, breaks), instead of line.",
                "线或面边界图层（道路、河流、防火线），代替 line。"),
    AL_ROW_TEXT(AL_KEY_TEXT, fire_barrier_config, "layer", layer, "",
                "Layer of the file; absent = the first.", "图层名；不给则取第一个。"),
    AL_ROW_TEXT(AL_KEY_TEXT, fire_barrier_config, "where", where, "",
                "Attribute filter: one record a class of road or water.",
                "属性过滤条件：每类道路或水系一条。"),
    AL_ROW_NUMBER(fire_barrier_config, "width", width_m, "m", 0.0, 1e4, NULL,
                  "Width without fuel: flames of fire.jump_factor times less do not cross it.",
                  "无可燃物的宽度：火焰长乘以 fire.jump_factor 不及此宽则不能越过。"),
    AL_ROW_NUMBER(fire_barrier_config, "breach", breach, "1", 0.0, 1.0, "0",
                  "Probability that 100 m of it fail, drawn once for each side of a cell.",
                  "每 100 米失效的概率，每个单元边抽取一次。"),
    AL_ROW_NUMBER(
        fire_barrier_config, "built_from", built_from_s, "s", 0.0, 3.2e8, "0 s",
        "When crews begin to build it at its first point, after the scenario's start (in a "
        "season after the ignition).",
        "自首点起开始开设的时间，自情景开始起算（火险季中自起火起算）。"),
    AL_ROW_NUMBER(
        fire_barrier_config, "built_rate", built_rate_m_per_s, "m/s", 0.0, 100.0, "0 m/s",
        "Length built in a time, along each line in the order of its points; 0 = all of it "
        "stands from built_from on.",
        "单位时间沿线（按点序）开设的长度；0 表示自 built_from 起整条生效。"),
};
AL_ROW_SECTION(barrier_section, "barriers", barrier_keys, sizeof(struct fire_barrier_config),
               "A break in the fuel that lies on the sides of cells.", "位于单元边上的阻隔带。");

static const struct al_key closing_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, fire_closing_config, "name", name, NULL,
                "Name of the list, and of its layer in fire/closings.gpkg.",
                "清单名称，也是 fire/closings.gpkg 中的图层名。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_closing_config, "path", path, NULL,
                "Lines (roads), polygons (villages) or points.",
                "线（道路）、面（村庄）或点图层。"),
    AL_ROW_TEXT(AL_KEY_TEXT, fire_closing_config, "layer", layer, "",
                "Layer of the file; absent = the first.", "图层名；不给则取第一个。"),
    AL_ROW_TEXT(AL_KEY_TEXT, fire_closing_config, "where", where, "", "Attribute filter.",
                "属性过滤条件。"),
    AL_ROW_TEXT(AL_KEY_TEXT, fire_closing_config, "label", label, "",
                "Attribute that names a feature.", "要素名称所在属性。"),
    AL_ROW_NUMBER(fire_closing_config, "within", within_m, "m", 0.0, 1e5, "60 m",
                  "Closed when the front is this near; at least half a cell.",
                  "火锋到此距离之内即关闭，至少半个单元。"),
    AL_ROW_NUMBER(fire_closing_config, "piece", piece_m, "m", 10.0, 1e6, "500 m",
                  "Lines are cut into equal pieces no longer than this.",
                  "线要素等分为不长于此值的路段。"),
};
AL_ROW_SECTION(closing_section, "closings", closing_keys, sizeof(struct fire_closing_config),
               "What a fire closes.", "火灾关闭的道路与村庄。");

static const struct al_key map_keys[] = {
    AL_ROW_WHOLE(fire_map_config, "from", from, 0, FIRE_FUEL_NUMBER_MOST,
                 "Number in the layer fuel.", "图层 fuel 中的编号。"),
    AL_ROW_WHOLE(fire_map_config, "to", to, 0, FIRE_FUEL_NUMBER_MOST,
                 "Fuel model that stands for it.", "对应的可燃物模型。"),
};
AL_ROW_SECTION(map_section, "fuel_map", map_keys, sizeof(struct fire_map_config),
               "One fuel taken for another.", "可燃物对照。");

static const struct al_key canopy_keys[] = {
    AL_ROW_WHOLE(fire_canopy_config, "fuel", fuel, 0, FIRE_FUEL_NUMBER_MOST,
                 "Fuel model that the canopy stands over, after fuel_map.",
                 "林冠所在的可燃物模型（fuel_map 之后）。"),
    AL_ROW_NUMBER(fire_canopy_config, "cover", cover, "1", 0.0, 1.0, NULL, "Canopy cover.",
                  "郁闭度。"),
    AL_ROW_NUMBER(fire_canopy_config, "height", height_m, "m", 0.0, 120.0, NULL,
                  "Height of the trees.", "树高。"),
    AL_ROW_NUMBER(fire_canopy_config, "base", base_m, "m", 0.0, 120.0, NULL, "Canopy base height.",
                  "枝下高。"),
    AL_ROW_NUMBER(fire_canopy_config, "density", density_kg_per_m3, "1", 0.0, 2.0, NULL,
                  "Canopy bulk density, kg/m3.", "林冠容重，千克/立方米。"),
};
AL_ROW_SECTION(canopy_section, "canopies", canopy_keys, sizeof(struct fire_canopy_config),
               "The canopy over a fuel model, where there are no layers of it.",
               "无林冠图层时某可燃物模型上的林冠。");

static const char *const grounds[] = {"grid", "layers", NULL};

static const struct al_key layer_keys[] = {
    AL_ROW_TEXT(AL_KEY_PATH, fire_layers_config, "landfire", landfire, "",
                "Folder of LANDFIRE rasters, known by their names, in LANDFIRE's units, instead of "
                "all layers below; heights are the grid's.",
                "LANDFIRE 栅格文件夹（按文件名识别，单位同 "
                "LANDFIRE），代替下列各图层；高程仍取自网格。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_layers_config, "lcp", lcp, "",
                "FARSITE landscape: .lcp in the units that it names, or a GeoTIFF of the same "
                "eight bands in LANDFIRE's, instead of all layers below; heights are the grid's.",
                "FARSITE 景观文件：.lcp（单位按其记录）或同样八个波段的 GeoTIFF（单位同 "
                "LANDFIRE），代替下列各图层；高程仍取自网格。"),
    AL_ROW_CHOICE(fire_layers_config, "ground", ground, grounds, "grid",
                  "Slope and aspect: from the grid's heights, or those of lcp or landfire.",
                  "坡度坡向：由网格高程计算，或取自 lcp 或 landfire。"),
    AL_ROW_TEXT(AL_KEY_TEXT, fire_layers_config, "crs", crs, "",
                "Coordinate system of layers that have none, as .lcp files do.",
                "无坐标系图层（如 .lcp）的坐标系。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_layers_config, "fuel", fuel, "",
                "Raster of fuel model numbers, instead of the grid's layer fuel.",
                "可燃物模型编号栅格，代替网格图层 fuel。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_layers_config, "canopy_cover", cover, "",
                "Raster of canopy cover.", "郁闭度栅格。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_layers_config, "canopy_height", height, "",
                "Raster of tree heights.", "树高栅格。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_layers_config, "canopy_base", base, "",
                "Raster of canopy base heights.", "枝下高栅格。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_layers_config, "canopy_density", density, "",
                "Raster of canopy bulk density.", "林冠容重栅格。"),
    AL_ROW_NUMBER(fire_layers_config, "cover_scale", cover_scale, "1", 1e-6, 1e6, "0.01",
                  "Raw value to share (LANDFIRE: percent).",
                  "原值到比例的系数（LANDFIRE 为百分数）。"),
    AL_ROW_NUMBER(fire_layers_config, "height_scale", height_scale, "1", 1e-6, 1e6, "0.1",
                  "Raw value to m (LANDFIRE: tenths).", "原值到米的系数（LANDFIRE 为 0.1 米）。"),
    AL_ROW_NUMBER(fire_layers_config, "base_scale", base_scale, "1", 1e-6, 1e6, "0.1",
                  "Raw value to m (LANDFIRE: tenths).", "原值到米的系数（LANDFIRE 为 0.1 米）。"),
    AL_ROW_NUMBER(fire_layers_config, "density_scale", density_scale, "1", 1e-6, 1e6, "0.01",
                  "Raw value to kg/m3 (LANDFIRE: hundredths).",
                  "原值到千克/立方米的系数（LANDFIRE 为 0.01）。"),
};
AL_ROW_SECTION(layers_section, "layers", layer_keys, sizeof(struct fire_layers_config),
               "Rasters of fuel and canopy.", "可燃物与林冠栅格。");

/* In the order of fire_trees. */
static const char *const tree_names[] = {
    "engelmann_spruce", "douglas_fir",        "subalpine_fir",  "western_hemlock", "ponderosa_pine",
    "lodgepole_pine",   "western_white_pine", "grand_fir",      "balsam_fir",      "slash_pine",
    "longleaf_pine",    "pond_pine",          "shortleaf_pine", "loblolly_pine",   NULL};

static const struct al_key spotting_keys[] = {
    AL_ROW_NUMBER(fire_spotting_config, "brands", per_ha, "1", 0.0, 1e4, "0",
                  "Brands that a hectare of burning crowns throws; 0 = no spotting.",
                  "每公顷树冠火抛出的飞火数；0 为不计飞火。"),
    AL_ROW_CHOICE(fire_spotting_config, "tree", tree, tree_names, "loblolly_pine",
                  "Kind of the trees, for Albini's greatest distance.",
                  "树种，用于 Albini 最大飞火距离。"),
    AL_ROW_NUMBER(fire_spotting_config, "trees", trees, "1", 1.0, 100.0, "3",
                  "Trees that torch together.", "同时起火的树木株数。"),
    AL_ROW_NUMBER(fire_spotting_config, "diameter", diameter_m, "m", 0.02, 3.0, "0.18 m",
                  "Their diameter at breast height.", "胸径。"),
    AL_ROW_NUMBER(fire_spotting_config, "spread", spread, "1", 0.0, 3.0, "0.7",
                  "Deviation of the logarithm of the distance; Albini's greatest is its 99th "
                  "percentile.",
                  "距离对数的标准差；Albini 最大距离取第 99 百分位。"),
    AL_ROW_NUMBER(fire_spotting_config, "fuel_temperature", fuel_c, "1", -20.0, 80.0, "30",
                  "Of the fuel that brands fall on, degrees Celsius.", "落点可燃物温度，摄氏度。"),
    AL_ROW_NUMBER(fire_spotting_config, "interval", interval_s, "s", 10.0, 86400.0, "5 min",
                  "A brand is a fire one to two of these after its cell burnt.",
                  "单元过火后一至两个此间隔，飞火成为新火点。"),
};
AL_ROW_SECTION(spotting_section, "spotting", spotting_keys, sizeof(struct fire_spotting_config),
               "Brands that light fires ahead of the front.", "火锋前方的飞火。");

static const struct al_key damp_keys[] = {
    AL_ROW_TEXT(AL_KEY_PATH, fire_damp_config, "weather", weather, "",
                "Table of weather, from before the fire to its end; absent: moistures are those of "
                "fire.weather.",
                "天气表，自起火前至模拟结束；不给则含水率取自 fire.weather。"),
    AL_ROW_NUMBER(fire_damp_config, "interval", interval_s, "s", 600.0, 21600.0, "1 h",
                  "Between two moistures of a cell.", "单元含水率更新的间隔。"),
    AL_ROW_LEVEL(fire_damp_config, "station_height", station_m,
                 "Height of the station; absent (-9999): the air is the same at all heights.",
                 "气象站高程；不给（-9999）则各高程空气相同。"),
    {.name = "sun",
     .type = AL_KEY_BOOL,
     .offset = offsetof(struct fire_damp_config, sun),
     .fallback = "true",
     .en =
         "Whether the sun warms the fuel; without, it has the air's own equilibrium, as FARSITE's "
         "nearly has in weak wind.",
     .zh = "太阳是否加热可燃物；否则取空气的平衡含水率（弱风时接近 FARSITE）。"},
    AL_ROW_NUMBERS(fire_damp_config, "place", place,
                   "[longitude, latitude] in degrees for the sun; absent: the grid's middle.",
                   "用于太阳位置的 [经度, 纬度]（度）；不给则取网格中心。"),
};
AL_ROW_SECTION(damp_section, "conditioning", damp_keys, sizeof(struct fire_damp_config),
               "Dead fuel that follows the weather, cell by cell.",
               "随天气逐单元变化的死可燃物含水率。");

static const char *const raster_times[] = {"interval", "file", NULL};

static const struct al_key raster_keys[] = {
    AL_ROW_TEXT(AL_KEY_PATH, fire_raster_config, "wind_speed", speed, "",
                "Raster of wind speed at fire.wind_height, m/s.",
                "fire.wind_height 高度的风速栅格，米/秒。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_raster_config, "wind_from", from, "",
                "Raster of where it comes from, degrees clockwise from grid north.",
                "风的来向栅格，自网格北顺时针，度。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_raster_config, "wind_east", east, "",
                "Instead of both: wind towards east, m/s.", "代替以上两者：向东风分量，米/秒。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_raster_config, "wind_north", north, "",
                "Wind towards north, m/s.", "向北风分量，米/秒。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_raster_config, "temperature", celsius, "",
                "Raster of air temperature, degrees Celsius; for fire.conditioning.",
                "气温栅格，摄氏度；用于 fire.conditioning。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_raster_config, "humidity", humidity, "",
                "Raster of relative humidity, percent; with temperature.",
                "相对湿度栅格，百分数；与 temperature 同时给出。"),
    AL_ROW_NUMBER(fire_raster_config, "wind_scale", scale, "1", 1e-6, 1e6, "1",
                  "Raw value of wind to m/s.", "风的原值到米/秒的系数。"),
    AL_ROW_TEXT(AL_KEY_TEXT, fire_raster_config, "crs", crs, "",
                "Coordinate system of rasters that have none.", "无坐标系栅格的坐标系。"),
    AL_ROW_NUMBER(fire_raster_config, "from", from_s, "s", -3.2e8, 3.2e8, "0 s",
                  "From when on the (first) band holds.", "（首个）波段何时起有效。"),
    {AL_ROW_KEY(AL_KEY_INTEGER, fire_raster_config, "band", band, "1",
                "Band; 0 = all bands of the files, interval apart.",
                "波段号；0 表示所有波段，间隔为 interval。"),
     .unit = "1", .least = 0, .most = 100000},
    AL_ROW_NUMBER(fire_raster_config, "interval", interval_s, "s", 60.0, 3.2e8, "1 h",
                  "Between bands; the last band of all holds as long.",
                  "波段间隔；最后一个波段也有效这么久。"),
    AL_ROW_CHOICE(fire_raster_config, "times", times, raster_times, "interval",
                  "interval: as above; file: from the CF time axis of a NetCDF file (needs "
                  "scenario.start).",
                  "interval 如上；file 取 NetCDF 文件的 CF 时间轴（需要 scenario.start）。"),
};
AL_ROW_SECTION(raster_section, "rasters", raster_keys, sizeof(struct fire_raster_config),
               "Gridded weather.", "格点天气。");

static const char *const terrain_methods[] = {"none", "potential", "linear", NULL};

static const struct al_key terrain_wind_keys[] = {
    AL_ROW_CHOICE(fire_terrain_wind_config, "method", method, terrain_methods, "none",
                  "none; potential: mass-consistent flow without friction; linear: that, with the "
                  "inner layer of Jackson and Hunt (1975), about twice as strong.",
                  "none 不调整；potential 无摩擦的质量守恒流；linear 加上 Jackson 与 "
                  "Hunt（1975）内层，约强一倍。"),
    AL_ROW_NUMBER(fire_terrain_wind_config, "roughness", roughness_m, "m", 1e-4, 3.0, "0.5 m",
                  "Roughness length of the ground, for linear.", "地面粗糙度，用于 linear。"),
};
AL_ROW_SECTION(terrain_wind_section, "terrain_wind", terrain_wind_keys,
               sizeof(struct fire_terrain_wind_config), "Wind that hills change.",
               "地形对风的调整。");

static const char *const behaviours[] = {"rothermel", "wang", NULL};
static const char *const crown_rates[] = {"rothermel", "cruz", NULL};

static const struct al_key wang_fuel_keys[] = {
    AL_ROW_WHOLE(fire_wang_fuel_config, "fuel", fuel, 0, FIRE_FUEL_NUMBER_MOST,
                 "Fuel model, after fuel_map.", "可燃物模型（fuel_map 之后）。"),
    AL_ROW_NUMBER(fire_wang_fuel_config, "factor", factor, "1", 0.1, 5.0, NULL, "Its Ks.",
                  "其 Ks。"),
};
AL_ROW_SECTION(wang_fuel_section, "fuels", wang_fuel_keys, sizeof(struct fire_wang_fuel_config),
               "Ks of a fuel model.", "可燃物模型的 Ks。");

static const struct al_key wang_keys[] = {
    AL_ROW_NUMBER(fire_wang_config, "temperature", celsius, "1", -20.0, 50.0, "25",
                  "Highest of the day, degrees Celsius.", "日最高气温，摄氏度。"),
    AL_ROW_NUMBER(fire_wang_config, "humidity", humidity_pct, "1", 0.0, 100.0, "40",
                  "Least relative humidity of the day, percent.", "日最小相对湿度，百分数。"),
    AL_ROW_NUMBER(fire_wang_config, "factor", usual, "1", 0.1, 5.0, "1",
                  "Ks of fuel models that are not in fuels.", "fuels 未列出的可燃物模型的 Ks。"),
    AL_ROW_RECORDS(fire_wang_config, "fuels", fuels, &wang_fuel_section, "Ks by fuel model.",
                   "按可燃物模型给出的 Ks。"),
};
AL_ROW_SECTION(wang_section, "wang", wang_keys, sizeof(struct fire_wang_config),
               "Wang Zhengfei's rate of spread.", "王正非蔓延速度模型。");

static const struct al_key fire_keys[] = {
    AL_ROW_RECORDS(al_fire_config, "ignitions", ignitions, &ignition_section, "Where fires begin.",
                   "起火点。"),
    AL_ROW_RECORDS(al_fire_config, "weather", weather, &weather_section,
                   "Wind and moisture by time.", "随时间的风与含水率。"),
    {.name = "wind_height",
     .type = AL_KEY_CHOICE,
     .offset = offsetof(struct al_fire_config, wind_height),
     .choices = wind_heights,
     .fallback = "10m",
     .en = "Height of the wind: 20ft (6.1 m), or 10m, which is divided by 1.15 (Andrews 2012).",
     .zh = "风速高度：20ft（6.1 米）或 10m（除以 1.15，Andrews 2012）。"},
    AL_ROW_RECORDS(al_fire_config, "rasters", rasters, &raster_section,
                   "Gridded weather in time, in place of the wind of fire.weather.",
                   "随时间的格点天气，代替 fire.weather 的风。"),
    {.name = "terrain_wind",
     .type = AL_KEY_SECTION,
     .offset = offsetof(struct al_fire_config, terrain_wind),
     .section = &terrain_wind_section,
     .en = "Whether hills change the one wind of fire.weather.",
     .zh = "地形是否调整 fire.weather 的单一风。"},
    {.name = "conditioning",
     .type = AL_KEY_SECTION,
     .offset = offsetof(struct al_fire_config, conditioning),
     .section = &damp_section,
     .en = "Moisture of dead fuel by cell and hour, from a table of weather.",
     .zh = "由天气表逐单元逐时计算死可燃物含水率。"},
    AL_ROW_TEXT(AL_KEY_PATH, al_fire_config, "fuels", fuels, "",
                "Table of further fuel models; see models/fire/README.md.",
                "补充可燃物模型表；见 models/fire/README.md。"),
    AL_ROW_RECORDS(al_fire_config, "fuel_map", fuel_map, &map_section,
                   "Fuel models for the numbers of the layer, for example those of a forest map.",
                   "图层编号到可燃物模型的对照，例如林相图。"),
    {.name = "layers",
     .type = AL_KEY_SECTION,
     .offset = offsetof(struct al_fire_config, layers),
     .section = &layers_section,
     .en = "Rasters of fuel and canopy, instead of the grid's.",
     .zh = "可燃物与林冠栅格，代替网格图层。"},
    AL_ROW_RECORDS(al_fire_config, "canopies", canopies, &canopy_section, "Canopies by fuel model.",
                   "按可燃物模型给出的林冠。"),
    AL_ROW_CHOICE(al_fire_config, "behaviour", behaviour, behaviours, "rothermel",
                  "Rate of spread of surface fires: rothermel; wang (Wang Zhengfei 1983), for "
                  "censuses, without crown fire.",
                  "地表火蔓延速度：rothermel；wang（王正非 1983），用于普查，不计树冠火。"),
    {.name = "wang",
     .type = AL_KEY_SECTION,
     .offset = offsetof(struct al_fire_config, wang),
     .section = &wang_section,
     .en = "Weather of the day and kinds of fuel for behaviour: wang.",
     .zh = "behaviour: wang 所用的当日天气与可燃物类型。"},
    {.name = "crown",
     .type = AL_KEY_BOOL,
     .offset = offsetof(struct al_fire_config, crown),
     .fallback = "true",
     .en = "Whether crowns burn where there is a canopy; without, it only shelters from the wind.",
     .zh = "有林冠处是否计算树冠火；否则林冠仅遮挡风。"},
    AL_ROW_CHOICE(
        al_fire_config, "crown_rate", crown_rate, crown_rates, "rothermel",
        "Rate of crown fires: rothermel (1991) linked by Scott and Reinhardt (2001); cruz "
        "(Cruz, Alexander and Wakimoto 2005).",
        "树冠火蔓延速度：rothermel（1991，按 Scott 与 Reinhardt 2001 连接）；cruz（Cruz "
        "等 2005）。"),
    {.name = "spotting",
     .type = AL_KEY_SECTION,
     .offset = offsetof(struct al_fire_config, spotting),
     .section = &spotting_section,
     .en = "Brands that light fires ahead of the front.",
     .zh = "火锋前方的飞火。"},
    AL_ROW_RECORDS(al_fire_config, "barriers", barriers, &barrier_section, "Roads, rivers, breaks.",
                   "道路、河流、防火线。"),
    AL_ROW_NUMBER(al_fire_config, "jump_factor", jump_factor, "1", 0.0, 100.0, "1.5",
                  "A flame crosses a break narrower than this times its length (rule of thumb).",
                  "火焰可越过宽度小于其长度乘以此数的阻隔（经验规则）。"),
    AL_ROW_RECORDS(al_fire_config, "closings", closings, &closing_section,
                   "Roads and villages whose closing times fire/closings.csv tells.",
                   "在 fire/closings.csv 中给出关闭时间的道路与村庄。"),
    AL_ROW_NUMBER(al_fire_config, "perimeter_interval", perimeter_interval_s, "s", 60.0, 3.2e8,
                  "15 min", "Between two perimeters in fire/perimeters.gpkg.",
                  "fire/perimeters.gpkg 中火场边界的时间间隔。"),
};

const struct al_section al_fire_section = {.name = "fire",
                                           .keys = fire_keys,
                                           .key_count = AL_COUNT(fire_keys),
                                           .struct_bytes = sizeof(struct al_fire_config),
                                           .en = "Forest fire: weather, ignitions, fuel, breaks.",
                                           .zh = "森林火灾：天气、起火、可燃物、阻隔。"};

static void check_place(struct al_ctx *ctx, const struct al_config *scenario, const char *list,
                        size_t at, const struct al_number_list *place, const char *path,
                        size_t least)
{
  char key[64];
  snprintf(key, sizeof key, "fire.%s[%zu]", list, at);
  const struct al_source_mark mark = al_config_mark(scenario, key);
  if ((place->count > 0) == (path && *path))
    al_report(ctx, AL_ERROR, &mark, "%s: give coordinates or a path, one of the two", key);
  else if (place->count > 0 && (place->count % 2 != 0 || place->count < least))
    al_report(ctx, AL_ERROR, &mark, "%s: %zu coordinates; they come in pairs x, y, at least %zu",
              key, place->count, least);
}

/* A moisture is given within the range of the equations, or left open (below 0). */
static void check_moisture(struct al_ctx *ctx, const struct al_source_mark *mark, const char *name,
                           double value, double least)
{
  if (value >= 0.0 && value < least)
    al_report(ctx, AL_ERROR, mark,
              "fire.weather: moisture_%s %g lies below %g, a share of dry mass", name, value,
              least);
}

static void check_layers(struct al_ctx *ctx, const struct al_source_mark *mark,
                         const struct fire_layers_config *layers)
{
  const bool single =
      layers->fuel || layers->cover || layers->height || layers->base || layers->density;
  if ((layers->lcp != NULL) + (layers->landfire != NULL) + single > 1)
    al_report(ctx, AL_ERROR, mark, "fire.layers: give lcp, landfire or single layers, one of them");
  if (layers->ground && !layers->lcp && !layers->landfire)
    al_report(ctx, AL_ERROR, mark, "fire.layers: `ground: layers` needs lcp or landfire");
}

/* Dead fuel follows one of the two: the table, or what later records say. */
static void check_damp(struct al_ctx *ctx, const struct al_source_mark *mark,
                       const struct al_fire_config *fire)
{
  const struct fire_damp_config *damp = &fire->conditioning;
  const struct fire_weather_config *weather = fire->weather.record;
  if (damp->place.count != 0 && (damp->place.count != 2 || !(fabs(damp->place.value[0]) <= 360.0) ||
                                 !(fabs(damp->place.value[1]) <= 90.0)))
    al_report(ctx, AL_ERROR, mark,
              "fire.conditioning.place: needs [longitude, latitude] in degrees");
  for (size_t k = 1; k < fire->weather.count && damp->weather; k++)
    if (weather[k].h1 >= 0.0 || weather[k].h10 >= 0.0 || weather[k].h100 >= 0.0 ||
        weather[k].ffmc >= 0.0 || weather[k].dead > 0)
      al_report(ctx, AL_ERROR, mark,
                "fire.weather[%zu]: dead fuel follows fire.conditioning; only the first record may "
                "give its moisture, as the start",
                k);
}

static void check_rasters(struct al_ctx *ctx, const struct al_source_mark *mark,
                          const struct al_fire_config *fire)
{
  const struct fire_raster_config *raster = fire->rasters.record;
  if (fire->rasters.count > 0 && fire->terrain_wind.method != FIRE_TERRAIN_NONE)
    al_report(ctx, AL_ERROR, mark, "fire.terrain_wind: fire.rasters have the wind over terrain");
  for (size_t k = 0; k < fire->rasters.count; k++) {
    const bool polar = raster[k].speed && raster[k].from && !raster[k].east && !raster[k].north;
    const bool parts = raster[k].east && raster[k].north && !raster[k].speed && !raster[k].from;
    if (!polar && !parts)
      al_report(ctx, AL_ERROR, mark,
                "fire.rasters[%zu]: give wind_speed and wind_from, or wind_east and wind_north", k);
    if ((raster[k].celsius != NULL) != (raster[k].humidity != NULL) ||
        (raster[k].celsius != NULL) != (raster[0].celsius != NULL))
      al_report(
          ctx, AL_ERROR, mark,
          "fire.rasters[%zu]: temperature and humidity belong together, in all records or none", k);
    if (raster[k].celsius && !fire->conditioning.weather)
      al_report(
          ctx, AL_ERROR, mark,
          "fire.rasters[%zu]: temperature and humidity are for fire.conditioning, which has no "
          "weather",
          k);
  }
}

void fire_config_check(struct al_ctx *ctx, const struct al_config *scenario,
                       const struct al_fire_config *fire, bool needs_weather)
{
  const struct fire_weather_config *weather = fire->weather.record;
  const struct fire_ignition_config *ignition = fire->ignitions.record;
  const struct fire_barrier_config *barrier = fire->barriers.record;
  const struct fire_canopy_config *canopy = fire->canopies.record;
  const struct al_source_mark mark = al_config_mark(scenario, "fire");
  const struct al_source_mark times = al_config_mark(scenario, "fire.weather");
  const struct al_source_mark trees = al_config_mark(scenario, "fire.canopies");
  assert(fire);
  const struct fire_damp_config *damp = &fire->conditioning;
  if (fire->weather.count == 0 ? needs_weather && !damp->weather && fire->rasters.count == 0
                               : weather[0].from_s != 0.0)
    al_report(ctx, AL_ERROR, &mark, "fire.weather: the first record must hold from 0 s on");
  for (size_t k = 1; k < fire->weather.count; k++)
    if (!(weather[k].from_s > weather[k - 1].from_s))
      al_report(ctx, AL_ERROR, &times, "fire.weather: %g s does not come after %g s",
                weather[k].from_s, weather[k - 1].from_s);
  for (size_t k = 0; k < fire->weather.count; k++) {
    check_moisture(ctx, &times, "1h", weather[k].h1, 0.01);
    check_moisture(ctx, &times, "10h", weather[k].h10, 0.01);
    check_moisture(ctx, &times, "100h", weather[k].h100, 0.01);
    check_moisture(ctx, &times, "herb", weather[k].herb, 0.1);
    check_moisture(ctx, &times, "woody", weather[k].woody, 0.1);
    check_moisture(ctx, &times, "foliar", weather[k].foliar, 0.1);
  }
  check_layers(ctx, &mark, &fire->layers);
  check_damp(ctx, &mark, fire);
  check_rasters(ctx, &mark, fire);
  if (fire->behaviour == FIRE_BEHAVIOUR_WANG && fire->crown &&
      (fire->canopies.count > 0 || fire->layers.lcp || fire->layers.landfire || fire->layers.cover))
    al_report(ctx, AL_ERROR, &mark, "fire.behaviour: wang knows no crown fire; set crown: false");
  for (size_t k = 0; k < fire->ignitions.count; k++)
    check_place(ctx, scenario, "ignitions", k, &ignition[k].place, ignition[k].path, 2);
  for (size_t k = 0; k < fire->barriers.count; k++)
    check_place(ctx, scenario, "barriers", k, &barrier[k].line, barrier[k].path, 4);
  for (size_t k = 0; k < fire->canopies.count; k++)
    if (canopy[k].base_m > canopy[k].height_m)
      al_report(ctx, AL_ERROR, &trees, "fire.canopies: base %g m lies above height %g m",
                canopy[k].base_m, canopy[k].height_m);
}
