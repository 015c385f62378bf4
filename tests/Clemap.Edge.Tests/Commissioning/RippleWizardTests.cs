using Clemap.Edge.Configuration;
using Clemap.Edge.Tests.LocalApi;
using Clemap.Edge.Tests.Modbus;
using Clemap.LoadControl.GridOperator;
using static Clemap.Edge.Tests.Commissioning.Wizard;

namespace Clemap.Edge.Tests.Commissioning;

/// <summary>The contact of the ripple-control receiver at an input module on a real socket.</summary>
public sealed class RippleWizardTests : IAsyncDisposable
{
    private readonly RegisterServer module = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ContactKind.NormallyOpen, "ripple-close", null, 0)]
    [InlineData(ContactKind.NormallyClosed, "ripple-open", 16.0, 16)]
    internal async Task The_seconds_until_the_orders_are_out_are_measured_and_reported(ContactKind kind, string ask, double? leavesA, int togetherA)
    {
        module.Inputs[3] = kind == ContactKind.NormallyClosed;
        await using var box = await StartAsync(kind, leavesA);
        var elena = await box.FirstAsync();
        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(1) > 10 && box.Garage.Order(2) > 10), "cars that charge");
        int beforeA = box.Garage.Order(1) + box.Garage.Order(2);

        await Wizard.StartAsync(elena, "ripple", new { });
        var view = await StepAsync(elena, ask);
        view["ripple"]!["active"]!.GetValue<bool>().ShouldBeFalse();
        module.Inputs[3] = kind == ContactKind.NormallyOpen;
        view = await StepAsync(elena, "ripple-back");
        view["ripple"]!["active"]!.GetValue<bool>().ShouldBeTrue();
        (box.Garage.Order(1) + box.Garage.Order(2)).ShouldBeInRange(togetherA - 1, togetherA);
        module.Inputs[3] = kind == ContactKind.NormallyClosed;
        var result = await ResultAsync(elena);

        (result.Code(), result.Verdict()).ShouldBe(("ripple-passed", "passed"));
        result.Value(0).ShouldBeInRange(0.01, 5);
        result.Value(1).ShouldBe(beforeA, 2);
        result.Value(2).ShouldBe(togetherA, 1);
        (await ReportAsync(elena)).ShouldContain($"{result["values"]![0]} s after the contact each station had acknowledged its order");
    }

    [Fact]
    public async Task A_station_that_does_not_acknowledge_is_named_and_is_not_out()
    {
        await using var box = await StartAsync(ContactKind.NormallyOpen, null);
        var elena = await box.FirstAsync();
        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(1) > 10 && box.Garage.Order(2) > 10), "cars that charge");
        await Wizard.StartAsync(elena, "ripple", new { });
        await StepAsync(elena, "ripple-close");

        box.Garage.Stations[1].Hangs = true;
        module.Inputs[3] = true;
        await StepAsync(elena, "ripple-measure");
        await Task.Delay(4000, Stop);

        (await StepAsync(elena, "ripple-measure"))["results"]!.AsArray().ShouldBeEmpty();
        box.Garage.Stations[1].Hangs = false;
        await StepAsync(elena, "ripple-back");
        module.Inputs[3] = false;
        (await ResultAsync(elena)).Value(0).ShouldBeGreaterThan(4);
    }

    [Fact]
    public async Task A_contact_that_cannot_be_read_fails_with_the_reason_and_counts_as_active_meanwhile()
    {
        module.Hangs = true;
        await using var box = await StartAsync(ContactKind.NormallyOpen, null);
        var elena = await box.FirstAsync();

        await Wizard.StartAsync(elena, "ripple", new { });
        var view = await EndAsync(elena);

        (view["ripple"]!["contact"]!.GetValue<string>(), view["ripple"]!["active"]!.GetValue<bool>()).ShouldBe(("unknown", true));
        var result = view["results"]!.AsArray().ShouldHaveSingleItem()!;
        (result.Code(), result.Verdict()).ShouldBe(("ripple-unreadable", "failed"));
        result["values"]![0]!.GetValue<string>().ShouldContain($"{module.Port}");
    }

    [Fact]
    public async Task Without_an_input_there_is_nothing_to_test_and_the_view_says_so()
    {
        await using var box = await Box.StartAsync(1);
        var elena = await box.FirstAsync();

        (await Box.CodeOf(await elena.PostAsync("/api/commissioning/ripple", null, Stop))).ShouldBe("no-ripple-input");
        (await EndAsync(elena))["ripple"].ShouldBeNull();
    }

    public ValueTask DisposeAsync() => module.DisposeAsync();

    private Task<Box> StartAsync(ContactKind kind, double? leavesA) => Box.StartAsync(2, configuration => configuration with
    {
        GridOperator = new GridOperatorConfiguration
        {
            Ripple = new RippleConfiguration { Contact = kind, LeavesA = leavesA, Modbus = new ModbusInputConfiguration("127.0.0.1", module.Port, 1, 3) },
        },
    });
}
