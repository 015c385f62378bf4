using System.Collections.Concurrent;
using System.Globalization;
using Clemap.Benchmarks.Ingestion;

namespace Clemap.Benchmarks.Streams;

/// <summary>The event streams of devices, each on a connection of its own.</summary>
internal sealed class OpenStreams(Uri server) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue }) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentBag<Task> reading = [];
    private readonly ConcurrentDictionary<(Guid Device, long Version), TaskCompletionSource> awaited = new();
    private int broken;

    /// <summary>How many ended though nobody ended them.</summary>
    public int Broken => broken;

    /// <summary>Returns when the server has answered.</summary>
    public async Task OpenAsync(FleetDevice device)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/device/desired-state");
        request.Headers.Authorization = device.Token;
        request.Headers.Accept.ParseAdd("text/event-stream");
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
        answer.EnsureSuccessStatusCode();
        reading.Add(ReadAsync(device.Id, answer));
    }

    /// <summary>Ends when the device was told this version.</summary>
    public Task SeesAsync(Guid device, long version) => awaited.GetOrAdd((device, version), _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(reading);
        http.Dispose();
        stop.Dispose();
    }

    private async Task ReadAsync(Guid device, HttpResponseMessage answer)
    {
        using (answer)
        {
            try
            {
                using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(stop.Token), bufferSize: 256);
                while (await lines.ReadLineAsync(stop.Token) is { } line)
                {
                    if (line.StartsWith("id: ", StringComparison.Ordinal) && awaited.TryRemove((device, long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture)), out var waiter))
                        waiter.SetResult();
                }
            }
            catch (Exception end) when (end is IOException or OperationCanceledException)
            {
                if (stop.IsCancellationRequested)
                    return;
            }

            Interlocked.Increment(ref broken);
        }
    }
}
