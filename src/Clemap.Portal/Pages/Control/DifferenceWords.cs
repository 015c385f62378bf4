using System.Text.Json;
using System.Text.Json.Nodes;
using Clemap.Contracts;
using Clemap.Contracts.Sites;
using Clemap.Platform.DesiredState;
using Clemap.Portal.Culture;
using Clemap.Portal.Resources;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Control;

/// <param name="What">For example "Limit of Garage A".</param>
/// <param name="Before">In words; <see langword="null"/> when nothing was wanted.</param>
/// <param name="After">In words; <see langword="null"/> when nothing is wanted any more.</param>
internal sealed record DifferenceLine(string What, string? Before, string? After);

/// <summary>What differs between two versions, in the words of the page.</summary>
internal static class DifferenceWords
{
    /// <param name="model">Has the names; <see langword="null"/> where all is about the whole of a site.</param>
    public static IReadOnlyList<DifferenceLine> Of(
        IReadOnlyList<DifferencePart> parts, SiteModel? model, IStringLocalizer<ControlTexts> text, IStringLocalizer<SiteTexts> site) =>
        [.. parts.Where(part => part.Path != "timeZone").Select(part => Of(part, model, text, site))];

    private static DifferenceLine Of(DifferencePart part, SiteModel? model, IStringLocalizer<ControlTexts> text, IStringLocalizer<SiteTexts> site)
    {
        var names = part.Path.Split('.');
        var subject = names.Length > 1 && Guid.TryParse(names[1], out var id) ? NameOf(id, model) ?? text[model is null ? "Part.Site" : "Part.Gone"].Value : "";
        return (names[0], names[^1]) switch
        {
            (_, "limitA") => Line(text["Part.Limit", subject], part, value => text["Words.Limit", SwissFormat.Limit(value.GetValue<double>())]),
            (_, "priority") => Line(text["Part.Priority", subject], part, value => site["Priority." + value.Deserialize(ContractsJson.Default.StationPriority)]),
            (_, "weekly") => Line(text["Part.Weekly", subject], part, value => Each(value, ContractsJson.Default.WeeklyWindow, window => WindowWords.Of(window, text))),
            (_, "exceptions") => Line(text["Part.Exceptions", subject], part, value => Each(value, ContractsJson.Default.CalendarException, exception => WindowWords.Of(exception, text))),
            (_, "lowTariff") => Line(text["Tariff"], part, value => Each(value, ContractsJson.Default.TariffSpan, WindowWords.Of)),
            ("mode", _) => Line(text["Mode"], part, value => text["Mode." + value.Deserialize(ContractsJson.Default.ControlMode)]),
            (_, "peakCapW") => Line(text["PeakCap"], part, value => $"{SwissFormat.Kilowatt(value.GetValue<double>())} kW"),
            _ => Line(part.Path, part, value => value.ToJsonString()),
        };
    }

    private static DifferenceLine Line(string what, DifferencePart part, Func<JsonNode, string> words) =>
        new(what, part.Before is { } before ? words(before) : null, part.After is { } after ? words(after) : null);

    private static string Each<T>(JsonNode list, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<T, string> words) =>
        string.Join("; ", list.AsArray().Select(entry => words(entry!.Deserialize(type)!)));

    private static string? NameOf(Guid id, SiteModel? model) =>
        model?.Circuits.FirstOrDefault(circuit => circuit.Id == id)?.Name ?? model?.Stations.FirstOrDefault(station => station.Id == id)?.Name;
}
