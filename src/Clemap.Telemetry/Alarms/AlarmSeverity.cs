using System.Text.Json.Serialization;

namespace Clemap.Telemetry.Alarms;

[JsonConverter(typeof(JsonStringEnumConverter<AlarmSeverity>))]
public enum AlarmSeverity
{
    /// <summary>Something does not work as well as it should.</summary>
    [JsonStringEnumMemberName("notice")] Notice,

    /// <summary>Something does not work.</summary>
    [JsonStringEnumMemberName("warning")] Warning,

    /// <summary>Current flows that should not.</summary>
    [JsonStringEnumMemberName("critical")] Critical,
}
