namespace Clemap.Edge.LocalApi.Access;

/// <summary>One hash at a time, and few that wait for it: who guesses in parallel must neither take the processor from the control loop nor fill the memory.</summary>
internal sealed class HashingTurn : IDisposable
{
    private const int Most = 8;

    private static readonly SemaphoreSlim Turns = new(1, 1);
    private static int asked;

    private HashingTurn()
    {
    }

    /// <returns><see langword="null"/> when too many wait already.</returns>
    public static async Task<HashingTurn?> TakeAsync(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref asked) > Most)
        {
            Interlocked.Decrement(ref asked);
            return null;
        }
        try
        {
            await Turns.WaitAsync(cancellation);
            return new HashingTurn();
        }
        catch (OperationCanceledException)
        {
            Interlocked.Decrement(ref asked);
            throw;
        }
    }

    public static Task<bool> MatchesAsync(string password, string hash, CancellationToken cancellation) => Task.Run(() => PasswordHash.Matches(password, hash), cancellation);

    public void Dispose()
    {
        Turns.Release();
        Interlocked.Decrement(ref asked);
    }
}
