using Clemap.Edge.Modbus;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Configuration;

/// <summary>What a station's model lets be commissioned, and how it may be reached.</summary>
internal static class StationRules
{
    public static void Check(EdgeConfiguration configuration, Action<bool, string, string> rule)
    {
        foreach (var (i, station) in configuration.Stations.Index())
        {
            if (configuration.Models.Definition(station.Model) is { } definition)
            {
                CheckWay(definition.Connection, station, $"stations[{i}]", rule);
                CheckLimits(definition, station, $"stations[{i}]", rule);
                CheckBus(configuration, definition.Connection, i, rule);
            }
            else if (station.Ocpp is null)
            {
                CodedModelRules.Check(configuration, i, rule);
                rule(station.Transport is null or ModbusTransport.Tcp, $"stations[{i}].transport", "must be tcp for this model");
                rule(station.Serial is null, $"stations[{i}].serial", "is not for this model");
                rule(
                    !StationModels.IsMember(station.Model) || station.MinimumA == station.FallbackA,
                    $"stations[{i}].minimumA", "must be fallbackA for another controller: its share is the least it gets");
            }
            rule(station.Gpio is null || station.Model == CodedModels.GpioRelay, $"stations[{i}].gpio", "is not for this model");
        }
    }

    private static void CheckWay(ConnectionDefinition connection, StationConfiguration station, string field, Action<bool, string, string> rule)
    {
        var transport = StationAddress.Transport(connection, station);
        var possible = StationAddress.Possible(connection);
        if (!possible.Contains(transport))
        {
            rule(false, $"{field}.transport", $"must be one of {string.Join(", ", possible.Select(Word))} for this model");
            return;
        }
        if (station.Serial is { } serial)
        {
            rule(StationAddress.IsSerial(transport), $"{field}.serial", $"does not go with {Word(transport)}, which is reached by host and port");
            rule(station.Host.Length == 0, $"{field}.host", "does not go with serial: it is one or the other");
            rule(serial.Device.Length > 0, $"{field}.serial.device", "must not be empty");
            rule(serial.Baud is null or (>= 300 and <= 1_000_000), $"{field}.serial.baud", "must be 300 to 1000000");
            rule(
                serial.Framing is null || DefinitionRules.IsFraming(serial.Framing),
                $"{field}.serial.framing", "must be data bits, parity and stop bits, for example 8E1");
        }
        else
        {
            rule(transport != ModbusTransport.Rtu, $"{field}.serial", "is needed for rtu; behind a converter the transport is rtu-tcp, with host and port");
            rule(station.Host.Length > 0 || transport == ModbusTransport.Rtu, $"{field}.host", "must not be empty");
        }
        int unit = station.Unit ?? connection.Unit;
        rule(transport == ModbusTransport.Tcp || unit == connection.Unit || unit is >= 1 and <= 247, $"{field}.unit", "must be 1 to 247 on a bus");
    }

    private static void CheckLimits(StationDefinition definition, StationConfiguration station, string field, Action<bool, string, string> rule)
    {
        var limit = definition.Limit;
        if (Units.QuantityOf(limit.Unit) != Quantity.Current)
            return;
        rule(station.MinimumA >= limit.Lowest, $"{field}.minimumA", $"must be {limit.Lowest:0.###} at least: this model takes no lower limit");
        rule(station.MaximumA <= limit.Highest, $"{field}.maximumA", $"must be {limit.Highest:0.###} at most: this model takes no higher limit");
    }

    /// <summary>All stations on one bus speak alike, and each has its own unit.</summary>
    private static void CheckBus(EdgeConfiguration configuration, ConnectionDefinition connection, int index, Action<bool, string, string> rule)
    {
        var station = configuration.Stations[index];
        var address = StationAddress.Of(connection, station);
        foreach (var other in configuration.Stations.Take(index))
        {
            if (configuration.Models.Definition(other.Model) is not { } model)
                continue;
            var beside = StationAddress.Of(model.Connection, other);
            if (address.Bus?.Device is { } device && device == beside.Bus?.Device)
                rule(address == beside, $"stations[{index}].serial", $"must be as of '{other.Name}' on the same bus: transport, baud and framing");
            bool isSameUnit = (other.Unit ?? model.Connection.Unit) == (station.Unit ?? connection.Unit);
            rule(
                address.Transport == ModbusTransport.Tcp || address != beside || !isSameUnit,
                $"stations[{index}].unit", $"is the one of '{other.Name}' on the same bus");
        }
    }

    private static string Word(ModbusTransport transport) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(transport.ToString());
}
