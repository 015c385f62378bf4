using Clemap.Edge.ControlLoop;
using Clemap.Edge.Stations;
using Clemap.Edge.Tests.Stations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.ControlLoop;

public sealed class RaiseUnderWayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_raise_that_is_not_answered_yet_may_be_in_force_and_nobody_waits_for_it_twice()
    {
        var answer = new TaskCompletionSource();
        bool hangs = false;
        await using var goe = await RestStation.StartAsync(async context =>
        {
            if (context.Request.Path == "/api/set" && hangs)
                await answer.Task;
            await context.Response.WriteAsync(context.Request.Path == "/api/set"
                ? """{"amp":true,"frc":true}"""
                : """{"car":2,"amp":10,"frc":2,"nrg":[230,230,230,0,0,0,0,0,0,0,0,0,0,0,0,0]}""");
        });
        using var http = new HttpClient();
        var clock = new FakeTimeProvider();
        using var source = new StationSource(
            TestSite.Create("", 502, [1]).Stations[0], new GoeHttpV2(http, goe.Address, fallbackA: 6, clock),
            new EnergyRegisters(new Dictionary<Guid, EnergyRegister>()), TimeProvider.System, NullLogger.Instance);
        await source.PollAsync(Cancellation);
        (await source.OrderAsync(10, Cancellation)).ShouldBeTrue();

        clock.Advance(TimeSpan.FromSeconds(2));
        hangs = true;
        var raise = source.OrderAsync(16, Cancellation);
        while (source.ConfirmedA != 16)
            await Task.Delay(10, Cancellation);
        raise.IsCompleted.ShouldBeFalse();
        (await source.OrderAsync(6, Cancellation)).ShouldBeFalse();
        source.ConfirmedA.ShouldBe(16);

        answer.SetResult();
        await raise;
        source.ConfirmedA.ShouldBe(16);
    }
}
