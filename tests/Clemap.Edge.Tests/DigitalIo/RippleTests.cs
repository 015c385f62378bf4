using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.DigitalIo;
using Clemap.Edge.Meters;
using Clemap.Edge.Tests.ControlLoop;
using Clemap.Edge.Tests.Modbus;
using Clemap.LoadControl.GridOperator;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.DigitalIo;

public sealed class RippleTests : IAsyncDisposable
{
    private readonly RegisterServer module = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_active_contact_locks_charging_in_the_next_cycle_and_leaves_it_again()
    {
        await using var garage = Garage(new RippleConfiguration { Contact = ContactKind.NormallyOpen });
        await garage.CycleAsync(8);
        garage.Order(1).ShouldBeGreaterThan(10);
        garage.Live.Latest!.GridOperator.ShouldBe(new("normal", "open", null));

        module.Inputs[3] = true;
        await garage.CycleAsync();

        garage.Order(1).ShouldBe(0);
        garage.Order(2).ShouldBe(0);
        garage.Live.Latest!.GridOperator.State.ShouldBe("locked");
        garage.Live.Latest.Stations.ShouldAllBe(station => station.Reasons[0] == "grid-operator");

        module.Inputs[3] = false;
        await garage.CycleAsync();
        garage.Live.Latest!.GridOperator.State.ShouldBe("normal");
    }

    [Theory]
    [InlineData(20.0, null, null, 20)]
    [InlineData(null, 9_200.0, null, 13)] // 9.2 kW are 40 A over three phases
    [InlineData(null, null, 25.0, 16)] // of two stations of 32 A
    public async Task It_may_leave_a_part(double? leavesA, double? leavesW, double? leavesPercent, int togetherA)
    {
        module.Inputs[3] = true;
        await using var garage = Garage(new RippleConfiguration
        {
            Contact = ContactKind.NormallyOpen,
            LeavesA = leavesA,
            LeavesW = leavesW,
            LeavesPercent = leavesPercent,
        });

        await garage.CycleAsync(10);

        (garage.Order(1) + garage.Order(2)).ShouldBeInRange(togetherA - 1, togetherA);
        garage.Live.Latest!.GridOperator.State.ShouldBe("reduced");
    }

    // A cut wire opens the contact, and that is what "normally closed" is for.
    [Fact]
    public async Task With_a_contact_that_is_closed_at_rest_an_open_one_locks()
    {
        module.Inputs[3] = true;
        await using var garage = Garage(new RippleConfiguration { Contact = ContactKind.NormallyClosed });
        await garage.CycleAsync(8);
        garage.Order(1).ShouldBeGreaterThan(10);

        module.Inputs[3] = false;
        await garage.CycleAsync();

        garage.Order(1).ShouldBe(0);
    }

    [Fact]
    public async Task A_module_that_is_silent_for_five_seconds_counts_as_active()
    {
        await using var garage = Garage(new RippleConfiguration { Contact = ContactKind.NormallyOpen });
        await garage.CycleAsync(8);

        module.Hangs = true;
        await garage.CycleAsync();
        garage.Order(1).ShouldBeGreaterThan(10);
        await Task.Delay(TimeSpan.FromSeconds(5.1), Cancellation);
        await garage.CycleAsync();

        garage.Order(1).ShouldBe(0);
        garage.Live.Latest!.GridOperator.Contact.ShouldBe("unknown");
        garage.Live.Latest!.GridOperator.Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task Bouncing_is_waited_out()
    {
        var contact = new Contact(true, false, true, false, false, false, false);
        using var source = new RippleSource(contact, TimeProvider.System, NullLogger.Instance);

        await source.PollAsync(Cancellation);

        source.Contact.ShouldBe(ContactReading.Open);
        contact.Looks.ShouldBe(7);
    }

    [Fact]
    public async Task A_line_that_is_not_there_is_told_and_nothing_is_known_of_it()
    {
        using var source = new RippleSource(new GpioInput(97, 1), TimeProvider.System, NullLogger.Instance);

        await source.PollAsync(Cancellation);

        source.Contact.ShouldBe(ContactReading.Unknown);
        source.Problem!.ShouldContain("line 1 of chip 97");
    }

    [Fact]
    public void A_power_cut_is_seen_by_a_machine_that_just_started_and_by_voltages_that_went_and_came()
    {
        var (on, off) = (new PhaseValues(230, 231, 229), new PhaseValues(0, 0, 0));
        var watch = new SupplyWatch(TimeSpan.FromSeconds(40));
        watch.Returned(on).ShouldBeTrue();
        watch.Returned(on).ShouldBeFalse();

        watch = new SupplyWatch(TimeSpan.FromDays(3));
        watch.Returned(on).ShouldBeFalse();
        watch.Returned(off).ShouldBeFalse();
        watch.Returned(null).ShouldBeFalse();
        watch.Returned(on).ShouldBeTrue();
        watch.Returned(on).ShouldBeFalse();
    }

    [Fact]
    public async Task A_peak_cap_holds_the_mean_of_the_quarter_hour()
    {
        await using var garage = new Garage(2, site => site with { PeakCapW = 8_000 });
        await garage.CycleAsync(10);

        garage.Live.Latest!.Stations.ShouldContain(station => station.Reasons.Contains("peak-cap"));
    }

    public async ValueTask DisposeAsync() => await module.DisposeAsync();

    private Garage Garage(RippleConfiguration ripple) => new(2, site => site with
    {
        GridOperator = new GridOperatorConfiguration { Ripple = ripple with { Modbus = new ModbusInputConfiguration("127.0.0.1", module.Port, 1, 3) } },
    });

    private sealed class Contact(params bool[] looks) : IDigitalInput
    {
        public int Looks { get; private set; }

        public Task<bool> IsClosedAsync(CancellationToken cancellation) => Task.FromResult(looks[Math.Min(Looks++, looks.Length - 1)]);
    }
}
