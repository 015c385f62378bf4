namespace Clemap.Telemetry.Ingestion;

/// <summary>
/// Bounds what is in memory at once, in requests and in bytes, and what one organisation may have of it. Who finds it full is told to come back, so that a storm of returning
/// devices waits at the devices, which keep their rows, and not here. Large bodies, which hold history, have a part of it: what was just measured comes in beside them.
/// </summary>
internal sealed class IngestionGate
{
    /// <summary>An organisation may have a quarter of what there is: a storm of one of them leaves room for the others.</summary>
    public const int Shares = 4;

    private readonly Lock gate = new();
    private readonly Room all;
    private readonly Room large;

    public IngestionGate() : this(512, 256L * 1024 * 1024)
    {
    }

    /// <param name="requests">At once, from the first byte of the body to the commit.</param>
    /// <param name="bytes">Of their bodies, decompressed.</param>
    public IngestionGate(int requests, long bytes)
    {
        all = new Room(new Use(requests, bytes));
        large = new Room(new Use(Math.Max(1, requests / 16), bytes / 4));
    }

    /// <summary>One more request. The pass is given back by disposing of it, also where nothing was let in.</summary>
    public IngestionPass Enter(Guid organisationId, bool isLarge = false)
    {
        var pass = new IngestionPass(this, organisationId, isLarge);
        pass.Admission = Take(organisationId, isLarge, new Use(1, 0));
        return pass;
    }

    internal Admission TakeBytes(Guid organisationId, bool isLarge, long bytes) => Take(organisationId, isLarge, new Use(0, bytes));

    internal void Leave(Guid organisationId, bool isLarge, int requests, long bytes)
    {
        lock (gate)
        {
            var back = new Use(-requests, -bytes);
            all.Add(organisationId, back);
            if (isLarge)
                large.Add(organisationId, back);
        }
    }

    private Admission Take(Guid organisationId, bool isLarge, Use more)
    {
        lock (gate)
        {
            var admission = all.Admit(organisationId, more);
            if (admission is Admission.Granted && isLarge)
                admission = large.Admit(organisationId, more);
            if (admission is not Admission.Granted)
                return admission;
            all.Add(organisationId, more);
            if (isLarge)
                large.Add(organisationId, more);
            return Admission.Granted;
        }
    }

    private sealed class Room(Use most)
    {
        private readonly Dictionary<Guid, Use> organisations = [];
        private readonly Use mostOfOne = new(Math.Max(1, most.Requests / Shares), most.Bytes / Shares);
        private Use used;

        public Admission Admit(Guid organisationId, Use more) =>
            !(organisations.GetValueOrDefault(organisationId) + more).Fits(mostOfOne) ? Admission.OrganisationFull
            : !(used + more).Fits(most) ? Admission.Full
            : Admission.Granted;

        public void Add(Guid organisationId, Use more)
        {
            used += more;
            var left = organisations.GetValueOrDefault(organisationId) + more;
            if (left == default)
                organisations.Remove(organisationId);
            else
                organisations[organisationId] = left;
        }
    }

    private readonly record struct Use(int Requests, long Bytes)
    {
        public bool Fits(Use most) => Requests <= most.Requests && Bytes <= most.Bytes;

        public static Use operator +(Use one, Use other) => new(one.Requests + other.Requests, one.Bytes + other.Bytes);
    }
}

internal enum Admission
{
    Granted,

    /// <summary>The organisation has its share already (429).</summary>
    OrganisationFull,

    /// <summary>There is no room for anybody (503).</summary>
    Full,
}

/// <summary>What one request holds of the room there is.</summary>
internal sealed class IngestionPass(IngestionGate gate, Guid organisationId, bool isLarge) : IDisposable
{
    private long bytes;
    private bool isOver;

    public Admission Admission { get; internal set; }

    /// <summary>Room for a buffer that is about to grow.</summary>
    /// <exception cref="NoRoomException">There is none.</exception>
    public void Take(long more)
    {
        var admission = gate.TakeBytes(organisationId, isLarge, more);
        if (admission is not Admission.Granted)
            throw new NoRoomException(admission);
        bytes += more;
    }

    public void Dispose()
    {
        if (Admission is Admission.Granted && !isOver)
            gate.Leave(organisationId, isLarge, 1, bytes);
        isOver = true;
    }
}

/// <summary>A body is larger than the room that is left for it; its sender may come back.</summary>
internal sealed class NoRoomException(Admission admission) : Exception("There is no room for this body now.")
{
    public Admission Admission { get; } = admission;
}
