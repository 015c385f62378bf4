using Clemap.Contracts.Telemetry;
using Clemap.Platform.Database;

namespace Clemap.Telemetry.Storage;

/// <summary>A row of <c>telemetry.reading</c>, for queries; rows are written by <see cref="ReadingStore"/> alone.</summary>
internal sealed class StoredReading : IOrganisationOwned
{
    public Guid OrganisationId { get; init; }
    public Guid SourceId { get; init; }
    public DateTimeOffset At { get; init; }
    public float? VoltageL1V { get; init; }
    public float? VoltageL2V { get; init; }
    public float? VoltageL3V { get; init; }
    public float? CurrentL1A { get; init; }
    public float? CurrentL2A { get; init; }
    public float? CurrentL3A { get; init; }
    public float? ActiveL1W { get; init; }
    public float? ActiveL2W { get; init; }
    public float? ActiveL3W { get; init; }
    public float? ReactiveVar { get; init; }
    public float? ApparentVA { get; init; }
    public float? PowerFactor { get; init; }
    public long? ImportWh { get; init; }
    public long? ExportWh { get; init; }
    public StationState? State { get; init; }
    public float? LimitA { get; init; }
    public string? Reason { get; init; }
    public Guid? SessionId { get; init; }

    public Reading ToReading() => new()
    {
        SourceId = SourceId,
        At = At,
        VoltageL1V = VoltageL1V,
        VoltageL2V = VoltageL2V,
        VoltageL3V = VoltageL3V,
        CurrentL1A = CurrentL1A,
        CurrentL2A = CurrentL2A,
        CurrentL3A = CurrentL3A,
        ActiveL1W = ActiveL1W,
        ActiveL2W = ActiveL2W,
        ActiveL3W = ActiveL3W,
        ReactiveVar = ReactiveVar,
        ApparentVA = ApparentVA,
        PowerFactor = PowerFactor,
        ImportWh = ImportWh,
        ExportWh = ExportWh,
        State = State,
        LimitA = LimitA,
        Reason = Reason,
        SessionId = SessionId,
    };
}
