using System.Text.Json;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations.Ocpp;

namespace Clemap.Edge.Tests.Stations.Ocpp;

public sealed class MeasuredValuesTests
{
    [Theory]
    [InlineData("""[{"value":"12345"}]""", 12345.0)] // without a measurand it is the register, in Wh
    [InlineData("""[{"value":"12.345","measurand":"Energy.Active.Import.Register","unit":"kWh"}]""", 12345.0)]
    [InlineData("""[{"value":12.5,"unit":"kWh"}]""", 12500.0)] // a number in place of text
    [InlineData("""[{"value":"1000","phase":"L1"},{"value":"2000","phase":"L2"},{"value":"3000","phase":"L3"}]""", 6000.0)]
    [InlineData("""[{"value":"1000","phase":"L1"},{"value":"2000","phase":"L2"}]""", null)] // a phase is missing: so is the sum
    [InlineData("""[{"value":"12345","location":"Inlet"}]""", null)]
    [InlineData("""[{"value":"12345","format":"SignedData"}]""", null)]
    [InlineData("""[{"value":"12345","unit":"kvarh"}]""", null)]
    [InlineData("""[{"value":"twelve"}]""", null)]
    [InlineData("""[{"value":"NaN"}]""", null)]
    [InlineData("""[{"value":"-5"}]""", null)]
    [InlineData("""[]""", null)]
    public void The_register_is_read_in_every_spelling(string samples, double? importWh) => Of(samples).ImportWh.ShouldBe(importWh);

    [Theory]
    [InlineData("W", "2300", 6900.0)]
    [InlineData("kW", "2.3", 6900.0)]
    [InlineData("A", "10", null)]
    public void Power_comes_in_W_or_kW_and_by_phase_or_whole(string unit, string value, double? totalW)
    {
        string Sample(string phase) => $$"""{"value":"{{value}}","measurand":"Power.Active.Import","unit":"{{unit}}","phase":"{{phase}}"}""";

        Of($"[{Sample("L1")},{Sample("L2-N")},{Sample("L3")}]").TotalW.ShouldBe(totalW);
        Of($$"""[{"value":"6900","measurand":"Power.Active.Import"}]""").TotalW.ShouldBe(6900);
    }

    [Fact]
    public void Current_without_a_phase_is_that_of_a_station_with_one_and_of_no_other()
    {
        const string Whole = """[{"value":"10","measurand":"Current.Import","unit":"A"}]""";

        Of(Whole, phases: 1).CurrentA.ShouldBe(new PhaseValues(10, null, null));
        Of(Whole, phases: 3).CurrentA.ShouldBe(default);
    }

    [Fact]
    public void Neutral_and_voltages_between_phases_are_other_quantities()
    {
        var values = Of("""
            [{"value":"3","measurand":"Current.Import","phase":"N"},{"value":"400","measurand":"Voltage","phase":"L1-L2"},
             {"value":"231","measurand":"Voltage","phase":"L1-N"},{"value":"16","measurand":"Current.Offered"}]
            """);

        values.CurrentA.ShouldBe(default);
        values.VoltageV.ShouldBe(new PhaseValues(231, null, null));
        values.OfferedA.ShouldBe(16);
    }

    [Fact]
    public void Whole_power_is_shared_as_the_currents_are()
    {
        var values = Of("""
            [{"value":"10","measurand":"Current.Import","phase":"L1"},{"value":"5","measurand":"Current.Import","phase":"L2"},
             {"value":"5","measurand":"Current.Import","phase":"L3"},{"value":"4.6","measurand":"Power.Active.Import","unit":"kW"}]
            """);

        values.SharedW(3).ShouldBe(new PhaseValues(2300, 1150, 1150));
        Of("""[{"value":"2300","measurand":"Power.Active.Import"}]""", phases: 1).SharedW(1).ShouldBe(new PhaseValues(2300, null, null));
    }

    private static MeasuredValues Of(string samples, int phases = 3) => MeasuredValues.Of(
        JsonSerializer.Deserialize($$"""{"meterValue":[{"sampledValue":{{samples}}}]}""", OcppJson.Default.MeterValues)!.MeterValue![0].SampledValue!, phases);
}
