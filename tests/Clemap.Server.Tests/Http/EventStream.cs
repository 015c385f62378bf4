using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;

namespace Clemap.Server.Tests.Http;

/// <summary>Reads a device's stream line by line, as a device without any library would.</summary>
internal sealed class EventStream(HttpResponseMessage response, StreamReader reader) : IDisposable
{
    public static async Task<EventStream> OpenAsync(HttpClient device, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/device/desired-state", UriKind.Relative));
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await device.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        // The first line says that the server listens for changes from here on.
        (await reader.ReadLineAsync(cancellationToken)).ShouldBe(":");
        return new EventStream(response, reader);
    }

    /// <summary>The next desired state; what else comes is passed over.</summary>
    public async Task<(string Id, DesiredStateDocument Document)> NextAsync(CancellationToken cancellationToken)
    {
        var (id, data) = await NextAsync("desired-state", cancellationToken);
        return (id, JsonSerializer.Deserialize(data, ContractsJson.Default.DesiredStateDocument)!);
    }

    /// <summary>The next event of this name; others are passed over.</summary>
    /// <returns>The id that the event itself carries; empty when it has none.</returns>
    public async Task<(string Id, string Data)> NextAsync(string name, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        var (id, called, data) = ("", "", "");
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                called = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
            if (line.Length > 0)
                continue;
            if (called == name)
                return (id, data);
            (id, called, data) = ("", "", "");
        }

        throw new InvalidOperationException("The stream ended.");
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}
