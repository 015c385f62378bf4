using Clemap.Contracts.Telemetry;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Catalogue;
using Clemap.Edge.Tests.Modbus;

namespace Clemap.Edge.Tests.Stations.Catalogue;

/// <summary>What every definition must bring about, on a real socket.</summary>
public sealed class EveryDefinitionTests : DriverBench
{
    public EveryDefinitionTests() => Server.KnowsAll = true;

    public static TheoryData<string> Models => [.. StationDefinitions.BuiltIn.All.Select(definition => definition.Id)];

    private static double FallbackA => 6;

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Reading_gives_our_units(string model)
    {
        var definition = Definition(model);
        var reads = definition.Reads;
        foreach (var (registers, value) in ((PhaseRegisters?, double)[])[(reads.Current, 9), (reads.Voltage, 231), (reads.PhasePower, 2000), (reads.PhaseEnergy, 4000)])
            for (int phase = 0; registers is not null && phase < 3; phase++)
                Server.Lay(definition, registers.Of(phase), value + phase);
        Server.Lay(definition, reads.Power, 6000);
        Server.Lay(definition, reads.EnergyImport, 12_300);
        Server.Lay(definition, reads.SessionEnergy, 4_500);
        Server.Lay(definition, reads.Availability, definition.Available ?? 0);
        LayState(definition, charging: true);
        if (reads.Card is { IsText: true } card)
            Server.LayText(card, "04a1");

        var sample = await Station(model, FallbackA).ReadAsync(Cancellation);

        sample.State.ShouldBe(reads.State is null ? StationState.Occupied : StationState.Charging);
        if (reads.Current is not null)
            sample.CurrentA.ShouldBeNear(new PhaseValues(9, 10, 11), reads.Current.Factor);
        if (reads.Voltage is not null)
            sample.VoltageV.ShouldBeNear(new PhaseValues(231, 232, 233), reads.Voltage.Factor);
        if (reads.PhasePower is not null)
            sample.ActiveW.ShouldBeNear(new PhaseValues(2000, 2001, 2002), reads.PhasePower.Factor);
        else if (reads.Power is not null)
            sample.ActiveW.Sum!.Value.ShouldBe(6000, reads.Power.Factor);
        double? importWh = reads.EnergyImport is not null ? 12_300 : reads.PhaseEnergy is not null ? 12_003 : null;
        sample.ImportWh.ShouldBe((long?)importWh);
        if (importWh is null && reads.SessionEnergy is not null)
            sample.SessionWh!.Value.ShouldBe(4_500, reads.SessionEnergy.Factor);
        if (reads.Card is { IsText: true })
            sample.Card.ShouldBe("04A1");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task An_order_goes_to_the_right_registers_and_is_never_rounded_up(string model)
    {
        var definition = Definition(model);
        foreach (double orderA in (double[])[10.07, 15.999])
            await OrderAndCheckAsync(definition, orderA);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Zero_pauses_and_the_limit_stands_before_the_release(string model)
    {
        var definition = Definition(model);
        var station = Station(model, FallbackA);
        (await station.OrderAsync(0, Cancellation)).ShouldBe(OrderOutcome.Confirmed);

        var (pause, first) = (definition.Pause, definition.Limit.At[0]);
        if (pause.Release is { } release)
            Said(release.At, release.Off);
        if (pause.Limit is { } raw)
            foreach (ushort address in definition.Limit.At)
                Registers.Decode(definition, definition.Limit, Written(address).Last().Words).ShouldBe(raw * definition.Limit.Factor, 1e-6);
        else
            Written(first).ShouldBeEmpty();
        if (definition.Limit.ZeroLifts)
            Written(first).ShouldAllBe(write => Registers.Decode(definition, definition.Limit, write.Words) >= definition.Limit.Lowest);

        Clock.Advance(TimeSpan.FromSeconds(10));
        Server.Writes.Clear();
        (await station.OrderAsync(10, Cancellation)).ShouldBe(OrderOutcome.Confirmed);
        if (pause.Release is not { } given)
            return;
        Said(given.At, given.On);
        Server.Writes.Where(write => write.Address == first || write.Address == given.At).Select(write => write.Address).ShouldBe([first, given.At]);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Less_goes_out_at_once(string model)
    {
        var definition = Definition(model);
        var station = Station(model, FallbackA);
        await station.OrderAsync(16, Cancellation);
        double before = LastLimit(definition);

        (await station.OrderAsync(8, Cancellation)).ShouldBe(OrderOutcome.Confirmed);

        LastLimit(definition).ShouldBe(before / 2, definition.Limit.Step ?? definition.Limit.Factor);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Fallback_is_written_and_read_back(string model)
    {
        var definition = Definition(model);
        var fallback = definition.Fallback;
        Server.Written = write => Mirror(definition, write, add: 0);
        foreach (var only in fallback.Registers.Where(register => register.Write is null))
            Server.Lay(definition, only.Check, FallbackA);

        await Station(model, FallbackA).PrepareAsync(Cancellation);

        foreach (var register in fallback.Registers)
        {
            if (register.Write is { } write)
                Registers.Decode(definition, write, Written(write.At).Last().Words).ShouldBe(
                    register.Holds switch
                    {
                        FallbackValue.Current => FallbackA,
                        FallbackValue.Power => FallbackA * 3 * 230,
                        FallbackValue.Timeout => fallback.TimeS!.Value,
                        _ => register.Value!.Value,
                    },
                    0.001);
        }
        StationModels.BuiltIn.FallsBack(model).ShouldBe(fallback.Registers.Any(register => register.Holds is FallbackValue.Current or FallbackValue.Power));

        var checkedOnes = fallback.Registers.Where(register => register.Check is not null).ToArray();
        if (checkedOnes.Length == 0)
            return;
        Server.Written = write => Mirror(definition, write, add: 1);
        foreach (var only in checkedOnes.Where(register => register.Write is null))
            Server.Lay(definition, only.Check, FallbackA + 1);
        (await Should.ThrowAsync<StationException>(() => Station(model, FallbackA).PrepareAsync(Cancellation))).Message.ShouldContain(definition.Maker);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_set_point_that_was_lost_upwards_is_written_again_at_once(string model)
    {
        var definition = Definition(model);
        if ((definition.Reads.SetPoint ?? definition.Reads.AppliedLimit) is not { } shown)
            return;
        var station = Station(model, FallbackA);
        await station.OrderAsync(8, Cancellation);
        double ordered = LastLimit(definition);
        Clock.Advance(TimeSpan.FromSeconds(6));
        Server.Lay(definition, shown, ordered * 2);
        await station.ReadAsync(Cancellation);
        Server.Writes.Clear();

        (await station.OrderAsync(8, Cancellation)).ShouldBe(OrderOutcome.Confirmed);

        LastLimit(definition).ShouldBe(ordered, 1e-6);
    }

    private static StationDefinition Definition(string model) => StationDefinitions.BuiltIn.Find(model)!;

    private async Task OrderAndCheckAsync(StationDefinition definition, double orderA)
    {
        Server.Writes.Clear();
        (await Station(definition.Id, FallbackA).OrderAsync(orderA, Cancellation)).ShouldBe(OrderOutcome.Confirmed);
        var limit = definition.Limit;
        double wanted = limit.Unit == "W" ? orderA * 3 * 230 : orderA;
        foreach (ushort address in limit.At)
        {
            var write = Written(address).ShouldHaveSingleItem();
            write.Function.ShouldBe(limit.Function);
            write.Words.Length.ShouldBe(limit.WordCount);
            double written = Registers.Decode(definition, limit, write.Words);
            written.ShouldBeLessThanOrEqualTo(wanted + 1e-5);
            written.ShouldBeGreaterThan(wanted - (limit.Step ?? limit.Factor) - 1e-5);
        }
    }

    /// <summary>The station shows what was written, or one step beside it.</summary>
    private void Mirror(StationDefinition definition, Write write, int add)
    {
        foreach (var register in definition.Fallback.Registers)
            if (register is { Write: { } to, Check: { } check } && to.At == write.Address && (to.At != check.At || add != 0))
                Server.Lay(definition, check, Registers.Decode(definition, to, write.Words) + (add * Math.Max(1, check.Factor)));
    }

    private void LayState(StationDefinition definition, bool charging)
    {
        if (definition.Reads.State is not { } register)
            return;
        string key = definition.States.First(entry => charging == entry.Value is "C2" or "C").Key;
        if (register.IsText)
            Server.LayText(register, key);
        else
            Server.Lay(definition, register, key.StartsWith("0x", StringComparison.Ordinal) ? Convert.ToInt32(key, 16) : double.Parse(key, System.Globalization.CultureInfo.InvariantCulture));
    }

    private double LastLimit(StationDefinition definition) =>
        Registers.Decode(definition, definition.Limit, Written(definition.Limit.At[0]).Last().Words);

    private void Said(ushort address, ushort value) => Written(address).Last().Words.ShouldBe([value]);
}

internal static class PhaseValuesAssertions
{
    public static void ShouldBeNear(this PhaseValues values, PhaseValues expected, double tolerance)
    {
        for (int phase = 0; phase < 3; phase++)
            values[phase]!.Value.ShouldBe(expected[phase]!.Value, Math.Max(tolerance, 1e-4));
    }
}
