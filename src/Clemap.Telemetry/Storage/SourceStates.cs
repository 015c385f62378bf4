namespace Clemap.Telemetry.Storage;

/// <summary>
/// What this process knows of sources that report to it, so that a live reading costs one row and not three: whether its quarter hour is marked for a rollup already, and how far the
/// pointer to the newest is behind. All of it is a hint: a process that knows nothing writes a little more, and what it writes is the same. About 150 B a source; forgotten after an hour.
/// </summary>
internal sealed class SourceStates
{
    /// <summary>The pointer may be so far behind the newest row. Whoever reads the newest looks on from the pointer.</summary>
    public static readonly TimeSpan PointerLag = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<(Guid Organisation, Guid Source), State> states = [];
    private readonly TimeProvider time;
    private long sweptAt;
    private (DateTimeOffset At, long Timestamp)? clock;

    public SourceStates(TimeProvider time, IngestDatabase database)
    {
        this.time = time;
        sweptAt = time.GetTimestamp();
        // Behind a new connection may be a database of an older state.
        database.Connected += Forget;
    }

    /// <summary>The database's clock, which decides whether a quarter hour is over. It never goes back.</summary>
    /// <param name="asked">When it was asked, of <see cref="TimeProvider.GetTimestamp"/> of the system.</param>
    public void Learn(DateTimeOffset databaseTime, long asked)
    {
        lock (gate)
        {
            if (clock is not var (at, timestamp) || at + TimeProvider.System.GetElapsedTime(timestamp, asked) < databaseTime)
                clock = (databaseTime, asked);
        }
    }

    /// <summary>
    /// What a mark has to name when rows of these minutes come in; <see langword="null"/> when there need be none. While a quarter hour lasts one mark of all its minutes is enough: the rollup
    /// puts it back until two minutes after its end.
    /// </summary>
    public Minutes? MinutesToMark(Guid organisation, Guid source, DateTimeOffset bucket, Minutes minutes)
    {
        lock (gate)
        {
            return clock is var (at, timestamp) && at + TimeProvider.System.GetElapsedTime(timestamp) >= bucket + Quarter ? minutes
                : clock is not null && states.TryGetValue((organisation, source), out var state) && state.Marked == bucket ? null
                : Minutes.All;
        }
    }

    /// <summary>What is known of the newest row of a source; <see langword="null"/> when the database has to be asked.</summary>
    public Freshness? Judge(Guid organisation, Guid source, DateTimeOffset at)
    {
        lock (gate)
        {
            return !states.TryGetValue((organisation, source), out var state) || state.Pointer is not { } pointer ? null
                : at <= state.Newest ? Freshness.Late
                : at - pointer >= PointerLag ? null
                : Freshness.Newest;
        }
    }

    /// <summary>After the commit.</summary>
    public void Marked(Guid organisation, Guid source, DateTimeOffset bucket)
    {
        lock (gate)
        {
            var state = Of(organisation, source);
            if (state.Marked < bucket)
                state.Marked = bucket;
        }
    }

    /// <summary>After the commit.</summary>
    public void Stored(Guid organisation, Guid source, DateTimeOffset newest)
    {
        lock (gate)
        {
            var state = Of(organisation, source);
            if (state.Newest < newest)
                state.Newest = newest;
        }
    }

    /// <summary>After the commit: where the pointer stands in the database.</summary>
    public void Advanced(Guid organisation, Guid source, DateTimeOffset pointer)
    {
        lock (gate)
        {
            var state = Of(organisation, source);
            if (state.Pointer is not { } known || known < pointer)
                state.Pointer = pointer;
            if (state.Newest < pointer)
                state.Newest = pointer;
            Sweep();
        }
    }

    private void Forget()
    {
        lock (gate)
            states.Clear();
    }

    private State Of(Guid organisation, Guid source)
    {
        if (!states.TryGetValue((organisation, source), out var state))
            states[(organisation, source)] = state = new State();
        state.UsedAt = time.GetTimestamp();
        return state;
    }

    private void Sweep()
    {
        if (time.GetElapsedTime(sweptAt) < Life)
            return;
        sweptAt = time.GetTimestamp();
        foreach (var (key, state) in states)
        {
            if (time.GetElapsedTime(state.UsedAt) >= Life)
                states.Remove(key);
        }
    }

    private sealed class State
    {
        public DateTimeOffset Newest { get; set; }
        public DateTimeOffset Marked { get; set; }
        public DateTimeOffset? Pointer { get; set; }
        public long UsedAt { get; set; }
    }
}

internal enum Freshness
{
    /// <summary>Newer than all that is stored of the source.</summary>
    Newest,

    /// <summary>There is a newer one.</summary>
    Late,
}
