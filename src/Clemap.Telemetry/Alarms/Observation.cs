namespace Clemap.Telemetry.Alarms;

/// <summary>What one look says of one subject. Of what is not known there is none: missing is never zero, and neither raises nor clears.</summary>
/// <param name="Raised">True when it is worth an alarm, false when it is over. What is between says nothing either.</param>
/// <param name="Phases">Of an observation that it is over: on which phases that was measured; empty when it is about no single phase.</param>
internal sealed record Observation(
    string Kind, Subject Subject, bool Raised, DateTimeOffset Since, double? Value = null, double? Bound = null, short? Phase = null, IReadOnlyList<short>? Phases = null)
{
    public (string Kind, Guid SubjectId) Key => (Kind, Subject.Id);

    /// <summary>True when it ends an alarm that was raised for this phase.</summary>
    public bool Ends(short? phase) => !Raised && (phase is null || Phases?.Contains(phase.Value) == true);
}

/// <param name="Id">Device, circuit, meter or station.</param>
/// <param name="Name">Serial number, or name on the board.</param>
internal sealed record Subject(Guid Id, string Name, Guid SiteId, Guid DeviceId);
