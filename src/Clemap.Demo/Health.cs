using Clemap.Demo.Processes;

namespace Clemap.Demo;

internal static class Health
{
    /// <summary>Waits until the server says that it is ready.</summary>
    /// <exception cref="DemoException">It ended first, or took too long.</exception>
    public static async Task ReadyAsync(string address, Child server, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (clock.GetElapsedTime(start) < limit)
        {
            server.ThrowIfEnded();
            try
            {
                using var answer = await http.GetAsync(new Uri(address + "/health/ready"), cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Not listening yet: the next round asks again.
            }

            await Task.Delay(100, cancellationToken);
        }

        throw new DemoException($"The server was not ready within {limit.TotalSeconds:0} s; its log is in the data folder.");
    }
}
