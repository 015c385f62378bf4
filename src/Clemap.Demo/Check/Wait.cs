namespace Clemap.Demo.Check;

internal static class Wait
{
    /// <summary>Asks again and again until the answer is there; returns it with the time it took.</summary>
    /// <exception cref="DemoException">It did not come within <paramref name="limit"/>.</exception>
    public static async Task<(T Found, TimeSpan After)> ForAsync<T>(
        string what, TimeSpan limit, Func<Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (true)
        {
            if (await ask() is { } found)
                return (found, clock.GetElapsedTime(start));
            if (clock.GetElapsedTime(start) > limit)
                throw new DemoException($"{what}: not within {limit.TotalSeconds:0} s.");
            await Task.Delay(200, cancellationToken);
        }
    }
}
