using System.Text.Json;
using System.Text.Json.Serialization;
using Clemap.Contracts.DesiredState;

namespace Clemap.Contracts.Tests;

/// <summary>
/// Devices in the field speak yesterday's messages: a field may be added, never renamed, retyped or made mandatory. Each message has a committed
/// sample and a committed list of fields that keep it so.
/// </summary>
public class MessageTests
{
    private static readonly JsonSerializerOptions Indented = new(ContractsJson.Default.Options) { WriteIndented = true, NewLine = "\n" };

    public static TheoryData<string> Messages() => [.. MessageTypes().Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_sample_of_each_message_survives_reading_and_writing(string message)
    {
        var sample = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", $"{message}.json"));
        var type = MessageTypes().Single(type => type.Name == message);

        var read = JsonSerializer.Deserialize(sample, Indented.GetTypeInfo(type));

        (JsonSerializer.Serialize(read, Indented.GetTypeInfo(type)) + "\n").ShouldBe(sample, StringCompareShould.IgnoreLineEndings);
    }

    [Fact]
    public void Fields_are_added_never_renamed()
    {
        var committed = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Samples", "fields.txt"));
        var present = MessageFields.Of(MessageTypes(), ContractsJson.Default.Options);

        committed.Except(present).ShouldBeEmpty("These fields were there and are gone, renamed, retyped or newly mandatory: older devices break.");
        present.Except(committed).ShouldBeEmpty("New fields: add these lines to Samples/fields.txt and the field to its sample.");
    }

    // An old device leaves out what it does not know: no field that was ever left out may become mandatory.
    [Fact]
    public void A_field_that_is_null_is_left_out() =>
        JsonSerializer.Serialize(new StationWish(LimitA: 0), ContractsJson.Default.StationWish).ShouldBe("""{"limitA":0}""");

    [Fact]
    public void The_sample_of_a_message_shows_every_field()
    {
        var shown = MessageTypes().SelectMany(type =>
            Names(JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", $"{type.Name}.json"))).RootElement)).ToHashSet();

        MessageFields.Of(MessageTypes(), ContractsJson.Default.Options).Where(line => !line.EndsWith(" value", StringComparison.Ordinal)).Select(line => line.Split(' ')[0].Split('.')[1])
            .Where(field => !shown.Contains(field)).ShouldBeEmpty();
    }

    private static IEnumerable<Type> MessageTypes() => typeof(ContractsJson).GetCustomAttributesData()
        .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
        .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!);

    private static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Names(property.Value).Prepend(property.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
        _ => [],
    };
}
