using System.Text.Json.Serialization;

namespace Clemap.Simulator.Stations;

[JsonSerializable(typeof(int))]
internal sealed partial class GoeJson : JsonSerializerContext;
