using System.IO.Pipelines;
using System.Text;
using Clemap.Edge.CloudLink;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.CloudLink;

public sealed class ServerSentEventsTests
{
    [Fact]
    public async Task Fields_comments_and_several_data_lines()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(
            ": heartbeat\n\nid: 7\nevent: desired-state\ndata: {\"a\":\ndata: 1}\nretry: 5\n\ndata\n\nid: 8\ndata: cut off"));

        var events = await ServerSentEvents.ReadAsync(stream, TimeSpan.FromSeconds(45), TimeProvider.System, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        events.ShouldBe([new ServerSentEvent("7", "desired-state", "{\"a\":\n1}"), new ServerSentEvent("7", "message", "")]);
    }

    [Fact]
    public async Task Silence_beyond_three_heartbeats_ends_the_stream()
    {
        var clock = new FakeTimeProvider();
        var pipe = new Pipe();
        var reading = ServerSentEvents.ReadAsync(pipe.Reader.AsStream(), TimeSpan.FromSeconds(45), clock, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken).AsTask();

        for (int i = 0; i < 100 && !reading.IsCompleted; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await Should.ThrowAsync<IOException>(() => reading);
    }
}
