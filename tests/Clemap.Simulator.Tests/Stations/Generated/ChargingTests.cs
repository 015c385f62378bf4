namespace Clemap.Simulator.Tests.Stations.Generated;

public sealed class ChargingTests
{
    public static TheoryData<string> Models => Facts.ModbusStations;

    [Theory, MemberData(nameof(Models))]
    public async Task A_charging_car_is_seen_with_current_power_and_energy(string model)
    {
        await using var bench = await ModelBench.StartAsync(model);
        bench.After(600);
        bench.Point.CurrentA[0].ShouldBeInRange(6.7, 7);
        foreach (var register in bench.Facts.Registers.Where(r => r.ReadFunction is not null && r.Type != "string"))
        {
            if (Expected(bench, model, register) is not { } expected) continue;
            var value = await bench.RawAsync(register.Name) * register.Scale;
            value.ShouldBe(expected, Math.Max(register.Scale, expected * 0.006), register.Name);
        }

        if (bench.Facts.Find("chargingState") is not { } state) return;
        bench.Facts.State(await bench.BytesAsync(state)).ShouldBe(('C', true));
    }

    [Theory, MemberData(nameof(Models))]
    public async Task Without_a_car_the_state_is_A(string model)
    {
        await using var bench = await ModelBench.StartAsync(model, noCar: true);
        bench.After(5);
        if (bench.Facts.Find("chargingState") is not { } state) return;
        bench.Facts.State(await bench.BytesAsync(state)).ShouldBe(('A', false));
    }

    [Theory, MemberData(nameof(Models))]
    public async Task A_limit_in_the_unit_of_the_model_is_what_the_car_is_offered(string model)
    {
        await using var bench = await ModelBench.StartAsync(model);
        bench.After(10);
        await bench.LiveAsync();
        await bench.LimitAsync(12);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(12, 0.2);
        bench.After(6);
        bench.Point.CurrentA[0].ShouldBeInRange(11.3, 12.2);
    }

    [Theory, MemberData(nameof(Models))]
    public async Task More_than_its_electrician_set_is_never_offered(string model)
    {
        await using var bench = await ModelBench.StartAsync(model);
        bench.After(2);
        await bench.LiveAsync();
        if (bench.Facts.Find("emsEnable") is not null) await bench.WriteAsync("emsEnable", 0x8000);
        foreach (var register in bench.Facts.Registers.Where(r => r.Name is "currentLimit" or "powerLimit" or "currentLimitFine"))
            await bench.WriteRawAsync(register.Name, register.Type == "float32" ? 1e6 : register.Words == 1 ? 32_767 : int.MaxValue);
        bench.After(1);
        bench.Point.OfferedA.ShouldBeLessThanOrEqualTo(32);
    }

    [Theory]
    [InlineData("keba-p30", "enable", 0)]
    [InlineData("keba-p40", "currentLimit", 0)]
    [InlineData("alfen-ng9xx", "currentLimit", 0)]
    [InlineData("abb-terra-ac", "currentLimit", 0)]
    [InlineData("mennekes-amtron-compact", "chargingRelease", 0)]
    [InlineData("mennekes-amtron-compact", "currentLimit", 5.5)]
    [InlineData("mennekes-hcc3", "currentLimit", 0)]
    [InlineData("mennekes-hcc3", "chargeCommand", 1)]
    [InlineData("bender-cc6xx", "currentLimit", 0)]
    [InlineData("bender-icc", "currentLimit", 0)]
    [InlineData("webasto-next", "currentLimit", 0)]
    [InlineData("webasto-unite", "currentLimit", 0)]
    [InlineData("vestel-evc04", "currentLimit", 0)]
    [InlineData("evtec-bidipro", "powerLimit", 0)]
    [InlineData("evtec-ecp4", "powerLimit", 0)]
    [InlineData("schneider-evlink-pro-ac", "currentLimit", 0)]
    [InlineData("schneider-evlink-pro-ac", "command", 7)]
    [InlineData("phoenix-charx-sec", "currentLimit", 0)]
    [InlineData("phoenix-charx-sec", "currentLimit", 81)]
    [InlineData("phoenix-ev-cc-eth", "enable", 0)]
    [InlineData("phoenix-em-cp-pp-eth", "enable", 0)]
    [InlineData("phoenix-ev-cc-rtu", "enable", 0)]
    [InlineData("heidelberg-energy-control", "currentLimit", 0)]
    [InlineData("heidelberg-energy-control", "remoteLock", 0)]
    [InlineData("amperfied-connect", "currentLimit", 0)]
    [InlineData("etrel-inch", "currentLimit", 0)]
    [InlineData("peblar", "currentLimit", 5999)]
    [InlineData("innogy-ebox", "currentLimitL1", 0)]
    [InlineData("compleo-solo-duo", "powerLimit", 0)]
    [InlineData("delta-ac-max", "suspend", 1)]
    [InlineData("siemens-versicharge-gen3", "currentLimit", 0)]
    [InlineData("cfos-power-brain", "enable", 0)]
    [InlineData("hager-witty-plus", "currentLimit", 0)]
    [InlineData("abl-em4", "currentLimit", 0)]
    [InlineData("abl-emh", "dutyCycle", 0x3E8)]
    [InlineData("alpitronic-hypercharger", "powerLimit", 1500)]
    [InlineData("kathrein-kwb", "currentLimit", 0)]
    [InlineData("daheimladen-em2go", "chargeCommand", 2)]
    [InlineData("obo-ion", "chargeDisable", 1)]
    [InlineData("eprowallbox", "enable", 0)]
    [InlineData("enovates", "currentLimit", 0)]
    [InlineData("hesotec-esat", "pause", 1)]
    [InlineData("weidmueller-ac-smart", "currentLimit", 0)]
    [InlineData("sungrow-ac", "command", 1)]
    [InlineData("dadapower", "enable", 0)]
    [InlineData("webasto-live", "currentLimit", 0)]
    [InlineData("schrack-cion", "enable", 0)]
    [InlineData("inro-pantabox", "enable", 0)]
    [InlineData("pce-ev113", "currentLimit", 0)]
    [InlineData("goe-modbus", "forceState", 1)]
    [InlineData("smartme-pico-modbus", "currentLimit", 5900)]
    public async Task Pause_pauses_and_the_state_leaves_C(string model, string register, double raw)
    {
        await using var bench = await ModelBench.StartAsync(model);
        bench.After(10);
        await bench.LiveAsync();
        await bench.LimitAsync(12);
        bench.After(1);
        bench.Point.OfferedA.ShouldBeGreaterThan(11);
        await bench.WriteAsync(register, raw);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(0);
        bench.After(5);
        bench.Point.CurrentA.Sum.ShouldBe(0);
        if (bench.Facts.Find("chargingState") is not { } state) return;
        var (letter, charging) = bench.Facts.State(await bench.BytesAsync(state));
        (letter is 'B' or 'C', charging).ShouldBe((true, false));
    }

    [Fact]
    public async Task The_trap_of_a_written_zero_that_removes_the_limit_is_there()
    {
        await using var bench = await ModelBench.StartAsync("mennekes-amtron-compact");
        await bench.LiveAsync();
        await bench.WriteAsync("currentLimit", 0);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(32);
    }

    [Theory]
    [InlineData("alfen-ng9xx", "phaseSwitch", 1)]
    [InlineData("webasto-unite", "phaseSwitch", 0)]
    [InlineData("mennekes-amtron-compact", "phaseSwitch", 1)]
    [InlineData("sungrow-ac", "phaseSwitch", 1)]
    [InlineData("goe-modbus", "phaseSwitch", 1)]
    [InlineData("kathrein-kwb", "phasePattern", 1)]
    public async Task One_phase_is_taken_when_it_is_asked_for(string model, string register, double raw)
    {
        await using var bench = await ModelBench.StartAsync(model);
        bench.After(20);
        await bench.WriteAsync(register, raw);
        bench.After(2);
        (bench.Point.ActivePhases, bench.Point.CurrentA[1]).ShouldBe((1, 0.0));
    }

    /// <summary>Only what has one meaning with all makers.</summary>
    private static double? Expected(ModelBench bench, string model, FactRegister register)
    {
        var point = bench.Point;
        if (model == "alfen-ng9xx" && register.Name == "energyImportL1") return point.Energy.ImportPhaseWh(0);
        return register.Name switch
        {
            "currentL1" => point.CurrentA[0],
            "currentL2" => point.CurrentA[1],
            "currentL3" => point.CurrentA[2],
            "voltageL1" => point.VoltageV[0],
            "voltageL2" => point.VoltageV[1],
            "voltageL3" => point.VoltageV[2],
            "activePowerL1" => point.PowerW[0],
            "activePowerL2" => point.PowerW[1],
            "activePowerL3" => point.PowerW[2],
            "activePower" => point.PowerW.Sum,
            "energyImport" => point.Energy.ImportExactWh,
            "sessionEnergy" when model != "etrel-inch" => point.SessionWh,
            "sessionDuration" => 598,
            _ => null,
        };
    }
}
