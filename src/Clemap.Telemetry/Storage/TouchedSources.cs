using Clemap.Contracts.Telemetry;

namespace Clemap.Telemetry.Storage;

/// <summary>What the new rows of a transaction ask for beside themselves: marks for the rollup, and pointers to the newest that have to move.</summary>
internal sealed class TouchedSources(SourceStates states)
{
    private readonly Dictionary<Bucket, Minutes> marks = [];
    private readonly Dictionary<(Guid Organisation, Guid Source), DateTimeOffset> newest = [];
    private readonly Dictionary<(Guid Organisation, Guid Source), DateTimeOffset> unknown = [];
    private readonly Dictionary<int, List<(Guid Organisation, Reading Row)>> candidates = [];

    /// <summary>Quarter hours to mark, each with the minutes to reckon again.</summary>
    public IReadOnlyDictionary<Bucket, Minutes> Marks => marks;

    /// <summary>Sources whose pointer this process does not know, or that is too far behind; with their newest row here.</summary>
    public IReadOnlyDictionary<(Guid Organisation, Guid Source), DateTimeOffset> Unknown => unknown;

    public void Add(int index, PendingBatch batch)
    {
        foreach (var (source, start, minutes) in Buckets.DirtiedBy(batch.Rows))
        {
            if (states.MinutesToMark(batch.OrganisationId, source, start, minutes) is not { } marked)
                continue;
            var bucket = new Bucket(batch.OrganisationId, source, start);
            marks[bucket] = marks.TryGetValue(bucket, out var other) ? other.And(marked) : marked;
        }

        var own = candidates[index] = [];
        foreach (var row in Buckets.NewestOf(batch.Rows))
        {
            var key = (batch.OrganisationId, row.SourceId);
            if (!newest.TryGetValue(key, out var known) || known < row.At)
                newest[key] = row.At;
            switch (states.Judge(batch.OrganisationId, row.SourceId, row.At))
            {
                case null:
                    if (!unknown.TryGetValue(key, out var asked) || asked < row.At)
                        unknown[key] = row.At;
                    own.Add((batch.OrganisationId, row));
                    break;
                case Freshness.Newest:
                    own.Add((batch.OrganisationId, row));
                    break;
                case Freshness.Late:
                    break;
            }
        }
    }

    /// <summary>The rows of one batch that are now the newest of their source.</summary>
    /// <param name="pointers">As they stand now, of those that were unknown.</param>
    public IReadOnlyList<Reading> NewestOf(int batch, IReadOnlyDictionary<(Guid Organisation, Guid Source), DateTimeOffset> pointers) =>
        !candidates.TryGetValue(batch, out var own) ? [] :
        [
            .. own
                .Where(one => one.Row.At >= newest[(one.Organisation, one.Row.SourceId)]
                    && (!pointers.TryGetValue((one.Organisation, one.Row.SourceId), out var pointer) || one.Row.At >= pointer))
                .Select(one => one.Row),
        ];

    /// <summary>After the commit.</summary>
    public void Remember(IReadOnlyDictionary<(Guid Organisation, Guid Source), DateTimeOffset> pointers)
    {
        foreach (var mark in marks.Keys)
            states.Marked(mark.OrganisationId, mark.SourceId, mark.Start);
        foreach (var ((organisation, source), at) in newest)
            states.Stored(organisation, source, at);
        foreach (var ((organisation, source), pointer) in pointers)
            states.Advanced(organisation, source, pointer);
    }
}

/// <summary>A quarter hour of a source.</summary>
/// <param name="Start">UTC.</param>
internal readonly record struct Bucket(Guid OrganisationId, Guid SourceId, DateTimeOffset Start);
