using Clemap.Contracts.Telemetry;

namespace Clemap.Telemetry.Ingestion;

/// <summary>What a row must hold to be stored. The bounds are those of physics and of the field, not of a site.</summary>
/// <param name="sources">Meters and stations of the device.</param>
/// <param name="now">UTC.</param>
/// <param name="historyFrom">What was measured before belongs to another organisation; <see langword="null"/> when the device had none before.</param>
internal sealed class ReadingRules(IReadOnlySet<Guid> sources, DateTimeOffset now, DateTimeOffset? historyFrom = null)
{
    public const int MaximumReasonLength = 200;
    private const float MaximumV = 1_000;
    private const float MaximumA = 7_000;
    private const float MaximumW = MaximumV * MaximumA;

    private static readonly long SlotTicks = TimeSpan.FromSeconds(10).Ticks;

    private readonly DateTimeOffset latest = now + TimeSpan.FromMinutes(2);
    private readonly DateTimeOffset earliest = now - TimeSpan.FromDays(400);

    /// <summary>The reason and the field of the first rule that the row breaks; <see langword="null"/> when it is good.</summary>
    public (string Reason, string Field)? Broken(Reading row)
    {
        if (!sources.Contains(row.SourceId))
            return ("unknown-source", "sourceId");
        if (row.At > latest)
            return ("in-the-future", "at");
        if (row.At < earliest)
            return ("too-old", "at");
        if (row.At < historyFrom)
            return ("before-claim", "at");
        if (row.At.UtcTicks % SlotTicks != 0)
            return ("off-grid", "at");
        return OutOfRange(row) is { } field ? ("out-of-range", field) : null;
    }

    private static string? OutOfRange(Reading row) =>
        Outside(row.VoltageL1V, 0, MaximumV) ? "voltageL1V"
        : Outside(row.VoltageL2V, 0, MaximumV) ? "voltageL2V"
        : Outside(row.VoltageL3V, 0, MaximumV) ? "voltageL3V"
        : Outside(row.CurrentL1A, -MaximumA, MaximumA) ? "currentL1A"
        : Outside(row.CurrentL2A, -MaximumA, MaximumA) ? "currentL2A"
        : Outside(row.CurrentL3A, -MaximumA, MaximumA) ? "currentL3A"
        : Outside(row.ActiveL1W, -MaximumW, MaximumW) ? "activeL1W"
        : Outside(row.ActiveL2W, -MaximumW, MaximumW) ? "activeL2W"
        : Outside(row.ActiveL3W, -MaximumW, MaximumW) ? "activeL3W"
        : Outside(row.ReactiveVar, -3 * MaximumW, 3 * MaximumW) ? "reactiveVar"
        : Outside(row.ApparentVA, -3 * MaximumW, 3 * MaximumW) ? "apparentVA"
        : Outside(row.PowerFactor, -1, 1) ? "powerFactor"
        : Outside(row.LimitA, 0, MaximumA) ? "limitA"
        : row.ImportWh < 0 ? "importWh"
        : row.ExportWh < 0 ? "exportWh"
        : row.State is { } state && !Enum.IsDefined(state) ? "state"
        : row.Reason is { } reason && (reason.Length > MaximumReasonLength || reason.Contains('\0')) ? "reason"
        : null;

    // Not a number is outside of everything.
    private static bool Outside(float? value, float minimum, float maximum) =>
        value is { } number && !(number >= minimum && number <= maximum);
}
