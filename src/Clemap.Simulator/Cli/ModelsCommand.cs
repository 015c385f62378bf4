using System.Globalization;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Meters;
using Clemap.Simulator.Stations;
using Clemap.Simulator.Stations.Reference;

namespace Clemap.Simulator.Cli;

/// <summary><c>models</c>: what can stand in a site, with how it is reached by nature.</summary>
internal static class ModelsCommand
{
    public static int Run()
    {
        Console.WriteLine(Line("station", "protocol", "port", "unit"));
        foreach (var model in StationModel.All)
        {
            var protocol = ProtocolReference.Facts.Stations.FirstOrDefault(device => device.Id == model.Name)?.Protocol ?? "modbus-tcp";
            Console.WriteLine(Line(model.Name, protocol, Text(model.Port), Text(model.Unit)));
        }

        Console.WriteLine();
        Console.WriteLine(Line("meter", "protocol", "port", "unit"));
        foreach (var meter in MeterModel.All) Console.WriteLine(Line(meter.Id, meter.Protocol, Text(meter.Port), Text(meter.UnitId)));
        Console.WriteLine();
        Console.WriteLine($"Modbus goes over {string.Join(", ", TransportNames.Modbus.Select(TransportNames.Of))}.");
        return 0;
    }

    private static string Line(string name, string protocol, string port, string unit) => $"{name,-26}{protocol,-15}{port,6}{unit,6}";

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
