using System.Buffers.Binary;
using Clemap.Edge.Meters;
using Clemap.Edge.Tests.Stations;

namespace Clemap.Edge.Tests.Meters;

/// <summary>Each model on a real connection, with values as its maker writes them.</summary>
public sealed class MeterModelsTests : DriverBench
{
    public static TheoryData<string> Models() => [.. MeterModels.Defined.Select(definition => definition.Id)];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Every_model_reads_in_our_units(string model)
    {
        var definition = MeterModels.Defined.Single(defined => defined.Id == model);
        Server.SetsInputs = definition.Function == 4;
        foreach (var (first, count) in DefinedMeter.Reads(definition))
            Server.Set(first, new ushort[count]);
        Put(definition.VoltageV, 231.5, 229, 230);
        Put(definition.CurrentA, 12.5, 3, 4);
        Put(definition.ActiveW, 2_890, -680, 900);
        Put(definition.TotalActiveW, 3_110);
        Put(definition.ReactiveVar, 410);
        Put(definition.ImportWh, 1_234_560);
        Put(definition.ExportWh, 98_760);

        var sample = await Meter(model).ReadAsync(Cancellation);

        sample.VoltageV.L1!.Value.ShouldBe(231.5, 0.05);
        sample.VoltageV.L3!.Value.ShouldBe(230, 0.05);
        sample.CurrentA.L1!.Value.ShouldBe(12.5, 0.01);
        sample.CurrentA.L2!.Value.ShouldBe(definition.ActiveW is null ? 3 : -3, 0.01, "what feeds in is negative");
        if (definition.ActiveW is not null)
            sample.ActiveW.L1!.Value.ShouldBe(2_890, 0.05);
        if (definition.ReactiveVar is not null)
            sample.ReactiveVar!.Value.ShouldBe(410, 0.05);
        if (definition.ImportWh is not null)
            sample.ImportWh!.Value.ShouldBeInRange(1_234_559, 1_234_560);
        if (definition.ExportWh is not null)
            sample.ExportWh!.Value.ShouldBeInRange(98_759, 98_760);
        sample.PowerFactor!.Value.ShouldBeInRange(0.6, 1);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_model_is_whole(string model)
    {
        var definition = MeterModels.Defined.Single(defined => defined.Id == model);

        new[] { definition.VoltageV, definition.CurrentA, definition.ActiveW }.OfType<MeterValue>().ShouldAllBe(value => value.At.Count == 3);
        new[] { definition.TotalActiveW, definition.ReactiveVar, definition.ImportWh }.OfType<MeterValue>().ShouldAllBe(value => value.At.Count == 1);
        (definition.ActiveW ?? definition.TotalActiveW).ShouldNotBeNull();
        definition.Confidence.ShouldBeOneOf("high", "medium", "low");
        DefinedMeter.Reads(definition).ShouldAllBe(read => read.Count <= definition.LongestRead);
        DefinedMeter.Reads(definition).Count.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task What_is_not_available_is_missing_and_not_a_number()
    {
        foreach (var (first, count) in DefinedMeter.Reads(MeterModels.Defined.Single(defined => defined.Id == "abb-b23-b24")))
            Server.Set(first, [.. Enumerable.Repeat(ushort.MaxValue, count)]);

        var sample = await Meter("abb-b23-b24").ReadAsync(Cancellation);

        sample.CurrentA.ShouldBe(default);
        sample.VoltageV.ShouldBe(default);
        sample.ImportWh.ShouldBeNull();
    }

    [Fact]
    public async Task A_sunspec_meter_of_integers_is_found_behind_other_models_and_scaled()
    {
        Server.Set(40000, 0x5375, 0x6E53, 1, 66);
        Server.Set(40070, 203, 105);
        for (ushort at = 40072; at < 40072 + 105; at++)
            Server.Set(at, 0);
        Server.Set(40070 + 3, 125, 30, 40);
        Server.Set(40070 + 6, unchecked((ushort)-1));
        Server.Set(40070 + 8, 2315, 2290, 0x8000);
        Server.Set(40070 + 15, unchecked((ushort)-1));
        Server.Set(40070 + 18, 311, 289, unchecked((ushort)-68), 90, 1);
        Server.SetUInt32(40070 + 38, 9_876);
        Server.SetUInt32(40070 + 46, 123_456);
        Server.Set(40070 + 54, 1);

        var sample = await Meter("sunspec").ReadAsync(Cancellation);

        sample.CurrentA.ShouldBe(new PhaseValues(12.5, -3, 4));
        sample.VoltageV.L1!.Value.ShouldBe(231.5, 0.001);
        sample.VoltageV.L3.ShouldBeNull();
        sample.ActiveW.ShouldBe(new PhaseValues(2_890, -680, 900));
        (sample.ImportWh, sample.ExportWh).ShouldBe((1_234_560, 98_760));
    }

    [Fact]
    public async Task A_sunspec_meter_of_floats_is_found_at_another_base()
    {
        Server.Set(0, 0x5375, 0x6E53, 213, 124);
        for (ushort at = 4; at < 2 + 126; at++)
            Server.Set(at, 0);
        foreach (var (offset, value) in (ReadOnlySpan<(int, double)>)[(4, 12.5), (6, 3), (8, 4), (12, 231.5), (14, double.NaN), (16, 230), (30, 2_890), (32, -680), (34, 900), (28, 3_110), (68, 1_234_560)])
            Server.SetFloat((ushort)(2 + offset), value);

        var sample = await Meter("sunspec").ReadAsync(Cancellation);

        sample.CurrentA.ShouldBe(new PhaseValues(12.5, -3, 4));
        sample.VoltageV.L2.ShouldBeNull();
        sample.ImportWh.ShouldBe(1_234_560);
    }

    [Fact]
    public async Task A_device_without_a_meter_model_is_told()
    {
        Server.Set(40000, 0x5375, 0x6E53, 103, 2, 0, 0, 0xFFFF, 0);

        (await Should.ThrowAsync<FormatException>(() => Meter("sunspec").ReadAsync(Cancellation))).Message.ShouldContain("201 to 204");
    }

    // 400/5 transformers that the meter was not told of.
    [Fact]
    public async Task A_ratio_multiplies_all_that_comes_from_the_current()
    {
        Server.SetsInputs = true;
        foreach (var (first, count) in DefinedMeter.Reads(MeterModels.Defined.Single(defined => defined.Id == "eastron-sdm630")))
            Server.Set(first, new ushort[count]);
        Server.SetFloat(0, 230);
        Server.SetFloat(6, 2.5);
        Server.SetFloat(12, 575);
        Server.SetFloat(72, 10.5);

        var sample = await new TransformedMeter(Meter("eastron-sdm630"), 80, null).ReadAsync(Cancellation);

        (sample.VoltageV.L1, sample.CurrentA.L1, sample.ActiveW.L1, sample.ImportWh).ShouldBe((230, 200, 46_000, 840_000));
    }

    // At 120 % of their rating transformers saturate and show too little: what is read there is no lower bound of anything.
    [Theory]
    [InlineData(95, true)]
    [InlineData(97, false)]
    public async Task Above_what_the_transformers_are_built_for_the_current_is_missing(double shownA, bool believed)
    {
        Server.SetsInputs = true;
        foreach (var (first, count) in DefinedMeter.Reads(MeterModels.Defined.Single(defined => defined.Id == "eastron-sdm630")))
            Server.Set(first, new ushort[count]);
        Server.SetFloat(6, shownA);

        var sample = await new TransformedMeter(Meter("eastron-sdm630"), 1, 80).ReadAsync(Cancellation);

        (sample.CurrentA.L1 is not null).ShouldBe(believed);
    }

    private IMeter Meter(string model) => MeterModels.Create(model, "127.0.0.1", Server.Port, 1, Connections, Clock);

    private void Put(MeterValue? value, params double[] inOurUnits)
    {
        for (int i = 0; value is not null && i < value.At.Count; i++)
            Server.Set(value.At[i], Words(value.Type, inOurUnits[i] / value.Times));
    }

    // Written here once more, from the types' names, so that a slip on the other side shows.
    private static ushort[] Words(MeterValueType type, double raw)
    {
        var bytes = new byte[8];
        int length = 4;
        switch (type)
        {
            case MeterValueType.Float32: BinaryPrimitives.WriteSingleBigEndian(bytes, (float)raw); break;
            case MeterValueType.Float64: BinaryPrimitives.WriteDoubleBigEndian(bytes, raw); length = 8; break;
            case MeterValueType.Int64: BinaryPrimitives.WriteInt64BigEndian(bytes, (long)Math.Round(raw)); length = 8; break;
            case MeterValueType.Uint64: BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)Math.Round(raw)); length = 8; break;
            case MeterValueType.Int32: BinaryPrimitives.WriteInt32BigEndian(bytes, (int)Math.Round(raw)); break;
            case MeterValueType.Uint32: BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Math.Round(raw)); break;
            case MeterValueType.Int16: BinaryPrimitives.WriteInt16BigEndian(bytes, (short)Math.Round(raw)); length = 2; break;
            default: BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)Math.Round(raw)); length = 2; break;
        }

        return [.. Enumerable.Range(0, length / 2).Select(word => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2 * word)))];
    }
}
