namespace Clemap.Telemetry.Rollups;

/// <summary>Names of columns that the statements share: each band has a smallest, a mean and a largest value.</summary>
internal static class RollupColumns
{
    private static readonly (string Band, string Raw)[] Bands =
    [
        ("voltage_l1", "voltage_l1v"), ("voltage_l2", "voltage_l2v"), ("voltage_l3", "voltage_l3v"),
        ("current_l1", "current_l1a"), ("current_l2", "current_l2a"), ("current_l3", "current_l3a"),
        ("active_l1", "active_l1w"), ("active_l2", "active_l2w"), ("active_l3", "active_l3w"), ("active_", "active_w"),
    ];

    private static readonly string[] BandColumns = [.. Bands.SelectMany(band => new[] { band.Band + "min", band.Band + "avg", band.Band + "max" })];

    /// <summary>Of a minute, after the key.</summary>
    public static readonly string[] Minute =
    [
        .. BandColumns, "readings", "import_first_wh", "import_last_wh", "import_first_slot", "import_last_slot", "import_jumps",
        "export_first_wh", "export_last_wh", "export_first_slot", "export_last_slot", "export_jumps",
    ];

    /// <summary>Of a quarter hour, after the key.</summary>
    public static readonly string[] Quarter =
    [
        .. BandColumns, "readings", "import_first_wh", "import_last_wh", "export_first_wh", "export_last_wh", "import_wh", "export_wh", "quality", "registers_jump",
    ];

    /// <summary>Bands of a minute out of rows.</summary>
    public static readonly string BandsOfRows = string.Join(", ", Bands.Select(band =>
        $"min({band.Raw}) as {band.Band}min, avg({band.Raw})::real as {band.Band}avg, max({band.Raw}) as {band.Band}max"));

    /// <summary>Bands of a quarter hour out of minutes; a mean counts by the rows behind it.</summary>
    public static readonly string BandsOfMinutes = string.Join(", ", Bands.Select(band =>
        $"""
         min({band.Band}min) as {band.Band}min,
         (sum({band.Band}avg::float8 * readings) / sum(readings) filter (where {band.Band}avg is not null))::real as {band.Band}avg,
         max({band.Band}max) as {band.Band}max
         """));

    public static string List(string[] columns, string prefix = "") => string.Join(", ", columns.Select(column => prefix + column));

    /// <summary>Ends an upsert of rows known as <c>old</c>: an unchanged row is not written again.</summary>
    public static string Replace(string[] columns) =>
        $"""
         on conflict (organisation_id, source_id, at) do update set ({List(columns)}) = (select {List(columns, "excluded.")})
         where ({List(columns, "old.")}) is distinct from ({List(columns, "excluded.")})
         """;
}
