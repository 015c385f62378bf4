using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.LocalApi.Log;

namespace Clemap.Edge.LocalApi;

/// <summary>What outlives a restart within the process: who is signed in, who has to wait, what was logged.</summary>
internal sealed class LocalMemory(TimeProvider time)
{
    public SignedIn SignedIn { get; } = new(time);
    public Lockout Lockout { get; } = new(time);
    public LogRing Log { get; } = new(time);

    /// <summary>When the process began.</summary>
    public long StartedAt { get; } = time.GetTimestamp();
}
