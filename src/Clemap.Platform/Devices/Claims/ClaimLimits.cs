namespace Clemap.Platform.Devices.Claims;

/// <summary>
/// How often a claim may be wrong within fifteen minutes: by one person, from one address, and for one serial number, whether there is such a device or not. What is right does not count.
/// Counted in this process. An attempt counts before it is looked at, so that many at once gain nothing.
/// </summary>
internal sealed class ClaimLimits(TimeProvider time)
{
    public const int ByPerson = 10;
    public const int FromAddress = 40;
    public const int ForSerial = 20;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private const int MostRemembered = 20_000;

    private readonly Lock turn = new();
    private readonly Dictionary<string, (int Count, long Since)> wrong = new(StringComparer.Ordinal);

    /// <returns>How long to wait; <see langword="null"/> when it may be tried now, which this call counts.</returns>
    public TimeSpan? Begin(ClaimAttempt attempt)
    {
        lock (turn)
        {
            if (wrong.Count > MostRemembered)
                Forget();
            var waits = attempt.Keys.Select(key => WaitOf(key.Text, key.Most)).OfType<TimeSpan>().ToList();
            if (waits.Count > 0)
                return waits.Max();
            foreach (var (key, _) in attempt.Keys)
                wrong[key] = Standing(key) is { } before ? (before.Count + 1, before.Since) : (1, time.GetTimestamp());
            return null;
        }
    }

    /// <summary>It was right.</summary>
    public void Succeeded(ClaimAttempt attempt)
    {
        lock (turn)
        {
            foreach (var (key, _) in attempt.Keys)
            {
                if (Standing(key) is { Count: > 0 } before)
                    wrong[key] = (before.Count - 1, before.Since);
            }
        }
    }

    private TimeSpan? WaitOf(string key, int most) => Standing(key) is { } known && known.Count >= most ? Window - time.GetElapsedTime(known.Since) : null;

    private (int Count, long Since)? Standing(string key) =>
        wrong.TryGetValue(key, out var known) && time.GetElapsedTime(known.Since) < Window ? known : null;

    private void Forget()
    {
        foreach (var key in wrong.Keys.Where(key => Standing(key) is null).ToList())
            wrong.Remove(key);
    }
}

/// <summary>Whose attempt it is, from where, and at what.</summary>
internal sealed record ClaimAttempt(Guid? Person, string Address, string Serial)
{
    public IReadOnlyList<(string Text, int Most)> Keys { get; } =
        [($"person {Person}", ClaimLimits.ByPerson), ($"address {Address}", ClaimLimits.FromAddress), ($"serial {Serial}", ClaimLimits.ForSerial)];
}
