using System.Collections.Concurrent;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Stations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Stations;

public sealed class GoeHttpV2Tests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> set = new();
    private readonly FakeTimeProvider clock = new();
    private readonly HttpClient http = new();
    private string status = Status(car: 2, amp: 10, force: 2);
    private string setAnswer = """{"amp":true,"frc":true}""";
    private WebApplication? server;
    private GoeHttpV2? station;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private GoeHttpV2 Station => station!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.MapGet("/api/status", () => Results.Text(status, "application/json"));
        server.MapGet("/api/set", (HttpRequest request) =>
        {
            set.Enqueue(request.QueryString.Value!);
            return Results.Text(setAnswer, "application/json");
        });
        await server.StartAsync(Cancellation);
        station = new GoeHttpV2(http, new Uri(server.Urls.First()), fallbackA: 6, clock);
    }

    [Fact]
    public async Task Read_takes_the_sixteen_values_and_the_card_of_the_list()
    {
        var sample = await Station.ReadAsync(Cancellation);

        sample.State.ShouldBe(StationState.Charging);
        sample.VoltageV.L3.ShouldBe(231);
        sample.CurrentA.L1.ShouldBe(9.8);
        sample.ActiveW.L2.ShouldBe(2252);
        sample.ImportWh.ShouldBe(226_802);
        sample.Card.ShouldBe("04A1B2C3D7");
        sample.AppliedLimitA.ShouldBe(10);
    }

    [Fact]
    public async Task Order_sets_whole_ampere_before_the_release_and_pauses_by_force()
    {
        status = Status(car: 3, amp: 6, force: 1);
        await Station.ReadAsync(Cancellation);
        await Station.OrderAsync(12.9, Cancellation);
        status = Status(car: 2, amp: 12, force: 2);
        await Station.ReadAsync(Cancellation);
        clock.Advance(TimeSpan.FromSeconds(2));
        await Station.OrderAsync(12.9, Cancellation);
        await Station.OrderAsync(0, Cancellation);

        set.ShouldBe(["?amp=12", "?frc=2", "?frc=1"]);
    }

    [Fact]
    public async Task A_refused_value_is_a_failure()
    {
        setAnswer = """{"amp":"out of range"}""";
        (await Should.ThrowAsync<StationException>(() => Station.OrderAsync(40, Cancellation))).Message.ShouldContain("out of range");
    }

    [Fact]
    public async Task Release_lowers_to_the_fallback_and_never_raises()
    {
        await Station.OrderAsync(16, Cancellation);
        clock.Advance(TimeSpan.FromSeconds(2));
        await Station.ReleaseAsync(Cancellation);
        set.ShouldBe(["?amp=16", "?frc=2", "?amp=6"]);

        await Station.OrderAsync(0, Cancellation);
        clock.Advance(TimeSpan.FromSeconds(2));
        set.Clear();
        await Station.ReleaseAsync(Cancellation);
        set.ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (server is not null)
            await server.DisposeAsync();
    }

    private static string Status(int car, int amp, int force) => $$"""
        {"car":{{car}},"amp":{{amp}},"frc":{{force}},"nrg":[230,229.8,231,0,9.8,9.8,9.8,2254,2252,2263,0,6769,0.99,0.99,0.99,0],
         "eto":226802.7,"trx":1,"cards":[{"name":"Flat 9","cardId":"04a1b2c3d7","energy":1}]}
        """;
}
