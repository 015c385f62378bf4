using Clemap.Contracts.Telemetry;

namespace Clemap.Edge.Tests.Outbox;

/// <summary>Rows as a station with a meter gives them, every field set.</summary>
internal static class FullSite
{
    public static Reading Reading(Guid source, DateTimeOffset at, long importWh) => new()
    {
        SourceId = source,
        At = at,
        VoltageL1V = 230.4f,
        VoltageL2V = 229.8f,
        VoltageL3V = 231.1f,
        CurrentL1A = 15.87f,
        CurrentL2A = 15.92f,
        CurrentL3A = 15.79f,
        ActiveL1W = 3651.2f,
        ActiveL2W = 3658.4f,
        ActiveL3W = 3649.1f,
        ReactiveVar = 120.5f,
        ApparentVA = 10_965.3f,
        PowerFactor = 0.998f,
        ImportWh = importWh,
        ExportWh = 0,
        State = StationState.Charging,
        LimitA = 16,
        Reason = "circuit:Garage A:L1",
        SessionId = source,
    };
}
