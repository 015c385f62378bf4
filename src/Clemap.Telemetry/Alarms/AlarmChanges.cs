namespace Clemap.Telemetry.Alarms;

/// <summary>What observations make of the alarms that are open. Pure: it takes values and returns values.</summary>
/// <param name="Raise">Of no open alarm.</param>
/// <param name="Again">Looked over, and is not.</param>
/// <param name="Calm">Looks over from now on.</param>
/// <param name="Clear">Has been over for long enough.</param>
/// <param name="Forget">Is not watched any more.</param>
internal sealed record AlarmChanges(
    IReadOnlyList<Observation> Raise, IReadOnlyList<Guid> Again, IReadOnlyList<Guid> Calm, IReadOnlyList<Guid> Clear, IReadOnlyList<Guid> Forget)
{
    public bool IsEmpty => Raise.Count + Again.Count + Calm.Count + Clear.Count + Forget.Count == 0;

    public static AlarmChanges Of(IReadOnlyList<AlarmRow> open, IReadOnlyList<Observation> observations, Watched watched, DateTimeOffset now)
    {
        var byKey = observations.DistinctBy(seen => seen.Key).ToDictionary(seen => seen.Key);
        var known = open.Select(alarm => (alarm.Kind, alarm.SubjectId)).ToHashSet();
        List<Guid> again = [], calm = [], clear = [], forget = [];
        foreach (var alarm in open)
        {
            if (!watched.Includes(alarm.Kind, alarm.SubjectId))
                forget.Add(alarm.Id);
            else if (!byKey.TryGetValue((alarm.Kind, alarm.SubjectId), out var seen))
                continue;
            else if (seen.Ends(alarm.Phase) && alarm.CalmSince is null)
                calm.Add(alarm.Id);
            else if (seen.Ends(alarm.Phase) && now - alarm.CalmSince >= AlarmSettings.CalmFor)
                clear.Add(alarm.Id);
            else if (!seen.Ends(alarm.Phase) && alarm.CalmSince is not null)
                again.Add(alarm.Id);
        }

        return new([.. byKey.Values.Where(seen => seen.Raised && !known.Contains(seen.Key))], again, calm, clear, forget);
    }
}
