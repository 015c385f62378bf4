namespace Clemap.Edge.CloudLink;

/// <summary>How the connection to the cloud stands, for the local view.</summary>
internal sealed class LinkState
{
    public const string None = "none";
    public const string Connecting = "connecting";
    public const string Connected = "connected";

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, string> problems = new(StringComparer.Ordinal);
    private string name = None;

    public string Name
    {
        get => Volatile.Read(ref name);
        set => Volatile.Write(ref name, value);
    }

    /// <summary>What does not work, in one sentence; <see langword="null"/> when all does.</summary>
    public string? Problem
    {
        get
        {
            lock (gate)
                return problems.Count == 0 ? null : problems.First() is var (what, problem) ? $"{what}: {problem}" : null;
        }
    }

    public void Failed(string what, string problem)
    {
        lock (gate)
            problems[what] = problem;
    }

    public void Works(string what)
    {
        lock (gate)
            problems.Remove(what);
    }
}
