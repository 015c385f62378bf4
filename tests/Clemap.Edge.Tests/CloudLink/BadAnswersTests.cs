using System.Collections.Concurrent;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.CloudLink;
using Microsoft.AspNetCore.Http;

namespace Clemap.Edge.Tests.CloudLink;

/// <summary>What stands between a site and its cloud answers all kinds of things; nothing may leave the outbox by any of them.</summary>
public sealed class BadAnswersTests
{
    private const string SignIn = "<html><body>Please sign in to the guest network</body></html>";

    [Theory]
    [InlineData(200, SignIn)] // the sign-in page of a guest network
    [InlineData(202, SignIn)]
    [InlineData(202, "")]
    [InlineData(202, "null")]
    [InlineData(202, """{"accepted":2,"duplicates":0,"rejected":[],"serverTime":"2026-11-02T18:00:00Z"}""")] // for two of three
    [InlineData(202, """{"accepted":3""")] // cut off
    [InlineData(204, "")]
    [InlineData(302, "")]
    [InlineData(500, "oops")]
    [InlineData(502, SignIn)]
    [InlineData(503, "")]
    public async Task No_row_leaves_by_an_answer_that_is_not_the_clouds_and_each_arrives_once_it_is(int status, string body)
    {
        await using var bench = await LinkBench.CreateAsync();
        int odd = 0;
        bench.Cloud.Intercepts = async context =>
        {
            if (context.Request.Path != "/api/v1/telemetry" || Interlocked.Increment(ref odd) > 2)
                return false;
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "https://elsewhere.example/";
            if (status != 204)
                await context.Response.WriteAsync(body);
            return true;
        };
        bench.Fill(3);
        await bench.StartAsync();
        await Patience.UntilAsync(() => Volatile.Read(ref odd) >= 2, "two odd answers");
        bench.Store.CountWaiting().ShouldBe(3);

        await Patience.UntilAsync(() => bench.Store.CountWaiting() == 0, "empty outbox");
        bench.Cloud.Stored.Count.ShouldBe(3);
    }

    [Fact]
    public async Task History_asks_before_it_goes_over_the_line_and_goes_unasked_where_a_proxy_cannot_be_asked()
    {
        await using var bench = await LinkBench.CreateAsync();
        var asked = new ConcurrentQueue<(bool Asks, bool IsLarge)>();
        bench.Cloud.Intercepts = context =>
        {
            if (context.Request.Path != "/api/v1/telemetry")
                return Task.FromResult(false);
            asked.Enqueue((context.Request.Headers.Expect == "100-continue", context.Request.ContentLength > TelemetryBatch.LargeBodyBytes));
            // No room at first; then by somebody who does not know the question.
            context.Response.StatusCode = asked.Count(call => call.Asks) == 1 ? 503 : 417;
            return Task.FromResult(asked.Last().Asks);
        };
        bench.Fill(2);
        bench.FillWithNoise(1000, TimeSpan.FromMinutes(2));
        await bench.StartAsync(new LinkTiming { LongestRandomStart = TimeSpan.FromSeconds(1) });
        await Patience.UntilAsync(() => bench.Store.CountWaiting() == 0, "empty outbox");

        asked.ShouldBe([(false, false), (true, true), (true, true), (false, true)]);
        bench.Cloud.Stored.Count.ShouldBe(1002);
    }

    [Fact]
    public async Task An_answer_that_drips_is_given_up_and_asked_for_again()
    {
        await using var bench = await LinkBench.CreateAsync();
        int dripping = 0;
        bench.Cloud.Intercepts = async context =>
        {
            if (context.Request.Path != "/api/v1/telemetry" || Interlocked.Increment(ref dripping) > 1)
                return false;
            context.Response.StatusCode = 202;
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ");
                await context.Response.Body.FlushAsync();
                await Task.Delay(50);
            }
            return true;
        };
        bench.Fill(3);
        await bench.StartAsync(new LinkTiming { Answer = TimeSpan.FromSeconds(1) });

        await Patience.UntilAsync(() => bench.Cloud.Stored.Count == 3, "three rows");
    }

    [Fact]
    public async Task A_lost_answer_leads_to_the_same_rows_again_and_the_cloud_holds_each_once()
    {
        await using var bench = await LinkBench.CreateAsync();
        bench.Cloud.AnswersToLose = 2;
        var begun = bench.Clock.GetUtcNow();
        bench.Fill(3, bench.Clock.GetUtcNow() - begun);
        await bench.StartAsync();
        await Patience.UntilAsync(() => bench.Store.CountWaiting() == 0, "empty outbox");

        bench.Cloud.Received.Count.ShouldBe(9);
        bench.Cloud.Received.Distinct().Count().ShouldBe(3, "a resend is the same to the last digit");
        bench.Cloud.Stored.Count.ShouldBe(3);
        bench.Fill(3, bench.Clock.GetUtcNow() - begun);
        bench.Store.CountWaiting().ShouldBe(0, "what was just sent is not taken a second time");
    }

    [Fact]
    public async Task A_date_after_which_to_come_back_is_read_by_the_clouds_clock()
    {
        await using var bench = await LinkBench.CreateAsync();
        bench.Cloud.Ahead = TimeSpan.FromHours(-5);
        int refused = 0;
        bench.Cloud.Intercepts = context =>
        {
            if (context.Request.Path != "/api/v1/telemetry" || Interlocked.Increment(ref refused) > 1)
                return Task.FromResult(false);
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = (TimeProvider.System.GetUtcNow() + bench.Cloud.Ahead + TimeSpan.FromSeconds(4)).ToString("R");
            bench.Cloud.TelemetryCalls.Enqueue(TimeProvider.System.GetUtcNow());
            return Task.FromResult(true);
        };
        await bench.StartAsync();
        await Patience.UntilAsync(() => !bench.Cloud.Reports.IsEmpty, "first contact");
        bench.Fill(1);
        await Patience.UntilAsync(() => bench.Cloud.TelemetryCalls.Count >= 2, "the next call");

        var calls = bench.Cloud.TelemetryCalls.ToArray();
        (calls[1] - calls[0]).TotalSeconds.ShouldBeInRange(2.9, 8);
    }

    [Fact]
    public async Task A_line_without_an_end_ends_the_stream_and_not_the_memory()
    {
        await using var endless = new EndlessStream();

        await Should.ThrowAsync<IOException>(async () =>
        {
            await foreach (var _ in ServerSentEvents.ReadAsync(endless, TimeSpan.FromSeconds(45), TimeProvider.System, TestContext.Current.CancellationToken))
                continue;
        });
        endless.Read.ShouldBeLessThan(10_000_000);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public new long Read { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'a');
            Read += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
