using Clemap.Edge.ControlLoop;
using Clemap.Edge.Stations;
using Clemap.Edge.Tests.Stations;
using Clemap.LoadControl.Allocation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.ControlLoop;

/// <summary>What is known of a station whose answers are lost.</summary>
public sealed class StationSourceTests : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private readonly FakeTimeProvider clock = new(); // of the pace of the writes only
    private readonly Dictionary<string, int> kept = new() { ["amp"] = 6, ["frc"] = 2 };
    private RestStation? goe;
    private StationSource? source;
    private Fault fault;

    private enum Fault
    {
        None,
        LosesAnswers,
        Refuses,
        IsAway,
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private StationSource Source => source!;

    public async ValueTask InitializeAsync()
    {
        goe = await RestStation.StartAsync(ServeAsync);
        var configuration = TestSite.Create("", 502, [1]).Stations[0];
        source = new StationSource(
            configuration, new GoeHttpV2(http, goe.Address, fallbackA: 6, clock),
            new EnergyRegisters(new Dictionary<Guid, EnergyRegister>()), TimeProvider.System, NullLogger.Instance);
        await Source.PollAsync(Cancellation);
        (await OrderAsync(10)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_raise_whose_answer_was_lost_is_reckoned_with_until_a_lower_order_is_acknowledged()
    {
        fault = Fault.LosesAnswers;
        (await OrderAsync(16)).ShouldBeFalse();

        kept["amp"].ShouldBe(16); // it did arrive
        Source.ConfirmedA.ShouldBe(16);
        (await OrderAsync(10)).ShouldBeFalse(); // the pace must not take the old value for the one in force
        Source.ConfirmedA.ShouldBe(16);

        fault = Fault.None;
        (await OrderAsync(10)).ShouldBeTrue();
        (kept["amp"], Source.ConfirmedA).ShouldBe((10, 10.0));
    }

    [Fact]
    public async Task A_lower_order_whose_answer_was_lost_frees_nothing()
    {
        fault = Fault.LosesAnswers;
        (await OrderAsync(6)).ShouldBeFalse();

        Source.ConfirmedA.ShouldBe(10);
    }

    [Fact]
    public async Task What_a_station_refuses_stays_shown_while_it_is_read_and_ends_with_the_next_order_it_takes()
    {
        fault = Fault.Refuses;
        (await OrderAsync(12)).ShouldBeFalse();
        await Source.PollAsync(Cancellation);
        Source.Problem.ShouldBe("The go-e refused amp=12: locked.");
        Source.Trouble!.Code.ShouldBe(ProblemCodes.OrderRefused);
        Source.Trouble.Values.ShouldBe(["amp=12", "locked"]); // the last as the station said it

        fault = Fault.None;
        (await OrderAsync(12)).ShouldBeTrue();
        await Source.PollAsync(Cancellation);
        Source.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task One_that_looks_first_orders_nothing_of_a_station_that_failed_until_it_was_read()
    {
        Source.LooksFirst = true;
        fault = Fault.IsAway;
        await Source.PollAsync(Cancellation);
        fault = Fault.None;

        (await OrderAsync(14)).ShouldBeFalse();
        kept["amp"].ShouldBe(10);

        await Source.PollAsync(Cancellation);
        (await OrderAsync(14)).ShouldBeTrue();
        kept["amp"].ShouldBe(14);
    }

    [Fact]
    public void Without_a_fallback_of_its_own_it_is_reckoned_with_all_it_has_while_it_is_silent() =>
        Source.WhenSilent.ShouldBe(WhenSilent.Unknown);

    public async ValueTask DisposeAsync()
    {
        source?.Dispose();
        http.Dispose();
        if (goe is not null)
            await goe.DisposeAsync();
    }

    private Task<bool> OrderAsync(double limitA)
    {
        clock.Advance(TimeSpan.FromSeconds(15));
        return Source.OrderAsync(limitA, Cancellation);
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (fault == Fault.IsAway)
        {
            context.Abort();
            return;
        }
        if (context.Request.Path == "/api/status")
        {
            await context.Response.WriteAsync(
                $$"""{"car":2,"amp":{{kept["amp"]}},"frc":{{kept["frc"]}},"eto":1,"nrg":[230,230,230,0,6,6,6,0,0,0,0,0,0,0,0,0]}""", Cancellation);
            return;
        }
        var (key, text) = context.Request.Query.Single();
        if (fault != Fault.Refuses)
            kept[key] = int.Parse(text!, System.Globalization.CultureInfo.InvariantCulture);
        if (fault == Fault.LosesAnswers)
            context.Abort();
        else
            await context.Response.WriteAsync($$"""{"{{key}}":{{(fault == Fault.Refuses ? "\"locked\"" : "true")}}}""", Cancellation);
    }
}
