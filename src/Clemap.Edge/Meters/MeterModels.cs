using Clemap.Edge.Modbus;

namespace Clemap.Edge.Meters;

internal static class MeterModels
{
    public const string Known = "janitza-umg";

    public static bool IsKnown(string model) => model == Known;

    public static IMeter Create(string model, string host, int port, int unit, ModbusConnections connections, TimeProvider time) =>
        model switch
        {
            "janitza-umg" => new JanitzaUmg(connections.Unit(host, port, (byte)unit), time),
            _ => throw new ArgumentOutOfRangeException(nameof(model), model, "The configuration lets only known models through."),
        };
}
