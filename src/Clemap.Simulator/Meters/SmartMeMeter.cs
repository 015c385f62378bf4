using System.Globalization;
using System.Text.Json.Nodes;
using Clemap.Simulator.Clouds;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;

namespace Clemap.Simulator.Meters;

/// <summary>A meter in the smart-me cloud, for who sends <see cref="CloudAccount.Key"/>. Power in kW and energy in kWh, each with its unit.</summary>
internal sealed class SmartMeMeter(Guid id, IMeasuredFlow flow, TimeProvider time) : IRestService
{
    private readonly CloudAccount _account = new(time, requestsPerMinute: 60);

    public RestReply Serve(RestRequest request)
    {
        if (_account.Refuse(request, "ApiKey " + CloudAccount.Key) is { } refused) return refused;
        return (request.Method, request.Path) switch
        {
            ("GET", "/api/Devices") => RestReply.Ok(new JsonArray(Device())),
            ("GET", var path) when path == $"/api/Devices/{id}" => RestReply.Ok(Device()),
            ("GET", var path) when path == $"/api/Values/{id}" => RestReply.Ok(Values()),
            _ => RestReply.NotFound,
        };
    }

    private JsonObject Device()
    {
        var device = new JsonObject
        {
            ["Id"] = id,
            ["Serial"] = 8_000_001,
            ["Name"] = "Simulated meter",
            ["ActivePower"] = Kilo(flow.PowerW.Sum),
            ["ActivePowerUnit"] = "kW",
            ["CounterReading"] = Kilo(flow.Energy.ImportExactWh),
            ["CounterReadingUnit"] = "kWh",
            ["CounterReadingImport"] = Kilo(flow.Energy.ImportExactWh),
            ["CounterReadingExport"] = Kilo(flow.Energy.ExportExactWh),
            ["ValueDate"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        };
        for (var phase = 0; phase < 3; phase++)
        {
            device[$"VoltageL{phase + 1}"] = Math.Round(flow.VoltageV[phase], 1);
            device[$"CurrentL{phase + 1}"] = Math.Round(Math.Abs(flow.CurrentA[phase]), 3);
            device[$"ActivePowerL{phase + 1}"] = Kilo(flow.PowerW[phase]);
        }

        return device;
    }

    private JsonObject Values() => new()
    {
        ["DeviceId"] = id,
        ["Date"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        ["Values"] = new JsonArray(
            new JsonObject { ["Obis"] = "1-0:1.8.0*255", ["Value"] = flow.Energy.ImportExactWh },
            new JsonObject { ["Obis"] = "1-0:2.8.0*255", ["Value"] = flow.Energy.ExportExactWh },
            new JsonObject { ["Obis"] = "1-0:16.7.0*255", ["Value"] = flow.PowerW.Sum }),
    };

    private static double Kilo(double value) => Math.Round(value / 1000, 3);
}
