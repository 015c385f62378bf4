using Clemap.Contracts.Telemetry;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.ControlLoop;

/// <summary>One row for each source and ten-second slot: the first complete sample in the slot.</summary>
internal sealed class SlotRecorder(TimeProvider time)
{
    private const int SlotSeconds = 10;

    /// <summary>So late in the slot a station that did not answer gets its row all the same.</summary>
    private const int GiveUpAfterSeconds = 8;

    private static readonly TimeSpan ClockWasSet = TimeSpan.FromMinutes(2);

    private readonly long startedAt = time.GetTimestamp();
    private readonly Dictionary<Guid, DateTimeOffset> recorded = [];

    public static DateTimeOffset SlotOf(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / SlotSeconds * SlotSeconds);

    public Reading? Meter(MeterSource meter)
    {
        if (meter.Latest is not var (sample, _) || !IsFirst(meter.Configuration.Id, sample.At))
            return null;
        return Row(meter.Configuration.Id, sample.At, sample.VoltageV, sample.CurrentA, sample.ActiveW) with
        {
            ReactiveVar = Single(sample.ReactiveVar),
            ApparentVA = Single(sample.ApparentVA),
            PowerFactor = Single(sample.PowerFactor),
            ImportWh = sample.ImportWh,
            ExportWh = sample.ExportWh,
        };
    }

    public Reading? Station(StationSource station, SetPoint order, Guid? sessionId)
    {
        var id = station.Configuration.Id;
        string rotation = station.Configuration.Rotation;
        if (station.Latest is var (sample, _) && IsFirst(id, sample.At))
            return Row(
                id, sample.At, sample.VoltageV.ToGrid(rotation), sample.CurrentA.ToGrid(rotation), sample.ActiveW.ToGrid(rotation)) with
            {
                ReactiveVar = Single(sample.ReactiveVar),
                ApparentVA = Single(sample.ApparentVA),
                PowerFactor = Single(sample.PowerFactor),
                ImportWh = sample.ImportWh,
                ExportWh = sample.ExportWh,
                State = sample.State,
                LimitA = (float)order.CurrentA,
                Reason = order.Reasons[0].ToString(),
                SessionId = sessionId,
            };

        var now = time.GetUtcNow();
        // Right after a start nothing is given up: the process before may have been killed in the middle of this slot.
        bool late = (now - SlotOf(now)).TotalSeconds >= GiveUpAfterSeconds && time.GetElapsedTime(startedAt).TotalSeconds >= SlotSeconds;
        return late && IsFirst(id, now)
            ? new Reading
            {
                SourceId = id,
                At = SlotOf(now),
                State = StationState.NotInOperation,
                LimitA = (float)order.CurrentA,
                Reason = order.Reasons[0].ToString(),
                SessionId = sessionId,
            }
            : null;
    }

    private bool IsFirst(Guid source, DateTimeOffset at)
    {
        var slot = SlotOf(at);
        // Far back is a clock that was set back: the store still takes each slot only once.
        if (recorded.TryGetValue(source, out var last) && slot <= last && last - slot < ClockWasSet)
            return false;
        recorded[source] = slot;
        return true;
    }

    /// <summary>A value that no message can carry was not measured.</summary>
    private static float? Single(double? value) => (float?)value is { } single && float.IsFinite(single) ? single : null;

    private static Reading Row(Guid source, DateTimeOffset at, PhaseValues voltageV, PhaseValues currentA, PhaseValues activeW) => new()
    {
        SourceId = source,
        At = SlotOf(at),
        VoltageL1V = Single(voltageV.L1),
        VoltageL2V = Single(voltageV.L2),
        VoltageL3V = Single(voltageV.L3),
        CurrentL1A = Single(currentA.L1),
        CurrentL2A = Single(currentA.L2),
        CurrentL3A = Single(currentA.L3),
        ActiveL1W = Single(activeW.L1),
        ActiveL2W = Single(activeW.L2),
        ActiveL3W = Single(activeW.L3),
    };
}
