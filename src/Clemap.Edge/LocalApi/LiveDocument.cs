using System.Text.Json;
using System.Text.Json.Serialization;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.BuildingInterface;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.LocalApi;

/// <summary>Answer of <c>GET /api/live</c>: the site as the last cycle saw it. Currents in A, grid order.</summary>
internal sealed record LiveDocument(
    DateTimeOffset At, long Version, IReadOnlyList<LiveCircuit> Circuits, IReadOnlyList<LiveMeter> Meters, IReadOnlyList<LiveStation> Stations,
    IReadOnlyList<LiveFinding> Findings, LiveGridOperator GridOperator, LiveBuilding? Building)
{
    public static LiveDocument Of(Site site, Decision decision, DesiredLimits limits, BuildingControl building, Recorder recorder, DateTimeOffset now)
    {
        var reported = limits.Report("");
        return new LiveDocument(
            now,
            reported.Version,
            Each(decision.Circuits, (_, standing) => new LiveCircuit(
                standing.CircuitId,
                site.NameOf(standing.CircuitId),
                reported.CircuitLimitsA[standing.CircuitId],
                [standing.BaseLoadA.L1A, standing.BaseLoadA.L2A, standing.BaseLoadA.L3A],
                standing.FailSafe,
                Kebab(standing.Meter.ToString()))),
            [.. site.Meters.Select(Of)],
            Each(decision.SetPoints, (i, order) => Of(site.Stations[i], order, recorder.SessionOf(order.StationId)?.Id)),
            Each(decision.Findings, (_, finding) => new LiveFinding(
                FindingLog.TextOf(finding.Code), finding.SubjectId, site.NameOf(finding.SubjectId))),
            new LiveGridOperator(Kebab(decision.GridOperator.ToString()), site.Ripple is { } ripple ? Kebab(ripple.Contact.ToString()) : null, site.Ripple?.Problem),
            building.IsOffered ? new LiveBuilding(building.Settings.Active, building.IsAlive, building.LimitA) : null);
    }

    // What a decision holds is overwritten by the next cycle: the document keeps copies.
    private static TTo[] Each<TFrom, TTo>(ReadOnlySpan<TFrom> items, Func<int, TFrom, TTo> to)
    {
        var copies = new TTo[items.Length];
        for (int i = 0; i < items.Length; i++)
            copies[i] = to(i, items[i]);
        return copies;
    }

    private static LiveMeter Of(MeterSource meter)
    {
        var latest = meter.Latest;
        return new LiveMeter(
            meter.Configuration.Id, meter.Name, latest?.Age.TotalSeconds, Array(latest?.Sample.VoltageV), Array(latest?.Sample.CurrentA),
            Array(latest?.Sample.ActiveW), latest?.Sample.ImportWh, latest?.Sample.ExportWh, meter.Trouble?.Text, meter.Trouble?.Code, meter.Trouble?.Values, meter.Notes);
    }

    private static LiveStation Of(StationSource station, SetPoint order, Guid? sessionId)
    {
        var latest = station.Latest;
        string rotation = station.Configuration.Rotation;
        return new LiveStation(
            station.Configuration.Id, station.Name, latest?.Sample.State ?? StationState.NotInOperation,
            (latest?.Age + latest?.Sample.MeasuredBefore)?.TotalSeconds,
            Array(latest?.Sample.CurrentA.ToGrid(rotation)), Array(latest?.Sample.ActiveW.ToGrid(rotation)), latest?.Sample.ImportWh,
            order.CurrentA, station.ConfirmedA, latest?.Sample.AppliedLimitA, [.. order.Reasons.Select(reason => reason.ToString())],
            latest?.Sample.Card, sessionId, station.Trouble?.Text, station.Trouble?.Code, station.Trouble?.Values);
    }

    private static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    private static double?[]? Array(PhaseValues? values) => values is { } v ? [v.L1, v.L2, v.L3] : null;
}

/// <param name="FailSafe">Its meter is not believed: everything below it is at its fallback.</param>
/// <param name="Meter"><c>fresh</c>; why it is not believed: <c>missing</c>, <c>stale</c>, <c>implausible</c>, <c>frozen</c>, <c>contradicts</c>; <c>none</c> without a meter.</param>
internal sealed record LiveCircuit(Guid Id, string Name, double LimitA, double[] BaseLoadA, bool FailSafe, string Meter);

/// <summary>Something for a person to look at, as long as it is so.</summary>
/// <param name="Code">For example <c>rotation-wrong</c>.</param>
/// <param name="SubjectId">The circuit or station, and <paramref name="Name"/> its name.</param>
internal sealed record LiveFinding(string Code, Guid SubjectId, string Name);

/// <param name="Notes">What looks wrong with its wiring: <c>transformer-reversed</c>, <c>phases-swapped</c>, <c>voltage-out-of-range</c>.</param>
internal sealed record LiveMeter(
    Guid Id, string Name, double? AgeS, double?[]? VoltageV, double?[]? CurrentA, double?[]? ActiveW, long? ImportWh, long? ExportWh, string? Problem,
    string? ProblemCode, IReadOnlyList<string>? ProblemValues, IReadOnlyList<string> Notes);

/// <param name="State"><c>normal</c>, <c>reduced</c> or <c>locked</c>.</param>
/// <param name="Contact"><c>open</c>, <c>closed</c>, or <c>unknown</c>, which counts as active; absent where no receiver is wired.</param>
internal sealed record LiveGridOperator(string State, string? Contact, string? Problem);

/// <summary>A building management system; absent where none is served.</summary>
/// <param name="Alive">It was heard in time; else its fallback holds.</param>
/// <param name="LimitA">In force at the grid connection because of it.</param>
internal sealed record LiveBuilding(bool Active, bool Alive, double? LimitA);

/// <param name="Problem">What is wrong with it, in one English sentence; <paramref name="ProblemCode"/> and <paramref name="ProblemValues"/> for one in another language.</param>
/// <param name="OrderA">What the controller decided.</param>
/// <param name="ConfirmedA">What the station acknowledged.</param>
/// <param name="AppliedA">What the station itself shows, where it can be read back.</param>
internal sealed record LiveStation(
    Guid Id, string Name, StationState State, double? AgeS, double?[]? CurrentA, double?[]? ActiveW, long? ImportWh, double OrderA,
    double? ConfirmedA, double? AppliedA, string[] Reasons, string? Card, Guid? SessionId, string? Problem, string? ProblemCode, IReadOnlyList<string>? ProblemValues);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LiveDocument))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(ModelsDocument))]
[JsonSerializable(typeof(ReportedState))]
internal sealed partial class LocalJson : JsonSerializerContext;
