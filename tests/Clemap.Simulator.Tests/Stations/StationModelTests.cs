using System.Text.Json;
using Clemap.Simulator.Stations;
using Clemap.Simulator.Stations.Reference;
using Clemap.Simulator.Tests.Live;

namespace Clemap.Simulator.Tests.Stations;

public sealed class StationModelTests
{
    [Fact]
    public void Every_station_of_the_reference_is_known_but_those_that_call_in_themselves()
    {
        foreach (var device in ProtocolReference.Facts.Stations)
            StationModel.Exists(device.Id).ShouldBe(!device.Protocol.StartsWith("ocpp", StringComparison.Ordinal), device.Id);
    }

    [Fact]
    public void Every_meaning_belongs_to_a_register_and_every_code_to_a_state()
    {
        var devices = ProtocolReference.Facts.Stations.Concat(ProtocolReference.Facts.Meters).ToDictionary(device => device.Id);
        foreach (var (id, model) in ProtocolReference.Meanings.Models)
        {
            foreach (var name in model.Registers.Keys)
                devices[id].Registers.ShouldContain(register => register.Name == name || register.Setting == name, $"{id} has no {name}");
            if (devices[id].StateMap.Count == 0 || model.Registers["chargingState"].Codes is not { } codes || id is "abb-terra-ac") continue;
            foreach (var (situation, code) in codes)
            {
                var state = State(devices[id], code);
                state.Charging.ShouldBe(situation == "charging", $"{id} {situation}");
                string[] letters = situation switch { "free" => ["A"], "charging" => ["C"], _ => ["B", "C"] };
                letters.ShouldContain(state.Iec61851, $"{id} {situation}");
            }
        }
    }

    [Fact]
    public async Task The_command_line_lists_them_with_protocol_and_port()
    {
        using var simulator = new SimulatorProcess("models");
        var (exitCode, output, _) = await simulator.EndAsync();
        exitCode.ShouldBe(0);
        output.ShouldContain("cfos-power-brain          modbus-tcp       4701     1");
        output.ShouldContain("abl-emh                   modbus-ascii        -     1");
        output.ShouldContain("eastron-sdm630            modbus-rtu          -     1");
    }

    private static ReferenceState State(ReferenceDevice device, JsonElement code)
    {
        var map = device.StateMap;
        if (code.ValueKind == JsonValueKind.String) return map.GetValueOrDefault(code.GetString()!) ?? map[code.GetString()![..1]];
        var number = code.GetInt32();
        return map.GetValueOrDefault($"{number}") ?? map.GetValueOrDefault($"{number:X2}") ?? map[((char)number).ToString()];
    }
}
