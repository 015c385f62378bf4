using System.Text.Json.Nodes;

namespace Clemap.Server.Tests.Http.Api;

/// <summary>
/// What a program written against an older description could stumble over in a newer one. Additions are none: operations, answers, fields of answers, optional fields and parameters of requests.
/// </summary>
internal sealed class BreakingChanges
{
    private readonly JsonObject before;
    private readonly JsonObject after;
    private readonly List<string> found = [];
    private readonly HashSet<string> compared = [];

    private BreakingChanges(JsonObject before, JsonObject after) => (this.before, this.after) = (before, after);

    /// <summary>One sentence each; empty when there is none.</summary>
    public static IReadOnlyList<string> Between(JsonObject before, JsonObject after)
    {
        var changes = new BreakingChanges(before, after);
        var now = Operations.Of(after).ToDictionary(operation => operation.Name, operation => operation.Node);
        foreach (var (name, operation) in Operations.Of(before))
        {
            if (now.GetValueOrDefault(name) is { } same)
                changes.Operation(name, operation, same);
            else
                changes.found.Add($"{name} is gone.");
        }

        return changes.found;
    }

    private void Operation(string name, JsonObject was, JsonObject now)
    {
        if ((string?)was["operationId"] != (string?)now["operationId"])
            found.Add($"{name} has another operationId.");
        if (was["security"] is null && now["security"] is not null)
            found.Add($"{name} needs a token now.");
        Parameters(name, was, now);
        Body(name, was["requestBody"], now["requestBody"]);
        foreach (var (status, answer) in was["responses"]!.AsObject().Where(answer => answer.Key[0] == '2'))
        {
            if (now["responses"]![status] is not { } same)
            {
                found.Add($"{name} does not answer {status} any more.");
                continue;
            }

            foreach (var (media, content) in answer!["content"]?.AsObject() ?? [])
            {
                if (same["content"]?[media] is { } still)
                    Schema($"{name} {status} {media}", content!["schema"], still["schema"], isRequest: false);
                else
                    found.Add($"{name} does not answer {media} any more.");
            }
        }
    }

    private void Parameters(string name, JsonObject was, JsonObject now)
    {
        var before = ByName(was);
        var after = ByName(now);
        foreach (var (key, parameter) in before)
        {
            if (after.GetValueOrDefault(key) is { } same)
                Schema($"{name} parameter {key}", parameter["schema"], same["schema"], isRequest: true);
            else
                found.Add($"{name} has no parameter {key} any more.");
        }

        foreach (var (key, parameter) in after.Where(parameter => IsRequired(parameter.Value) && !(before.GetValueOrDefault(parameter.Key) is { } old && IsRequired(old))))
            found.Add($"{name} needs the parameter {key} now.");

        static Dictionary<string, JsonNode> ByName(JsonObject operation) =>
            (operation["parameters"]?.AsArray() ?? []).ToDictionary(parameter => $"{parameter!["in"]}:{parameter["name"]}", parameter => parameter!);
    }

    private void Body(string name, JsonNode? was, JsonNode? now)
    {
        if (IsRequired(now) && !IsRequired(was))
            found.Add($"{name} needs a body now.");
        foreach (var (media, content) in was?["content"]?.AsObject() ?? [])
        {
            if (now?["content"]?[media] is { } same)
                Schema($"{name} body", content!["schema"], same["schema"], isRequest: true);
            else
                found.Add($"{name} takes no {media} any more.");
        }
    }

    private void Schema(string place, JsonNode? was, JsonNode? now, bool isRequest)
    {
        if (was is null)
            return;
        if (now is null)
        {
            found.Add($"{place} is not described any more.");
            return;
        }

        // A schema may refer to itself; each pair is looked at once for what comes in and once for what goes out.
        if ((string?)was["$ref"] is { } reference && !compared.Add($"{reference} {now["$ref"]} {isRequest}"))
            return;
        (was, now) = (Resolve(before, was), Resolve(after, now));
        Types(place, was, now, isRequest);
        if (isRequest)
        {
            foreach (var value in Values(was).Except(Values(now)).Where(_ => now["enum"] is not null))
                found.Add($"{place} takes no {value} any more.");
        }

        Schema(place + "[]", was["items"], now["items"], isRequest);
        if (was["additionalProperties"] is JsonObject values)
            Schema(place + ".*", values, now["additionalProperties"], isRequest);
        foreach (var (property, schema) in was["properties"]?.AsObject() ?? [])
        {
            if (now["properties"]?[property] is { } same)
                Schema($"{place}.{property}", schema, same, isRequest);
            else
                found.Add($"{place}.{property} is gone.");
        }

        if (isRequest)
            found.AddRange(Required(now).Except(Required(was)).Select(property => $"{place}.{property} is needed now."));
        else
            found.AddRange(Required(was).Except(Required(now)).Select(property => $"{place}.{property} may be absent now."));
    }

    private void Types(string place, JsonNode was, JsonNode now, bool isRequest)
    {
        var (old, current) = (TypesOf(was), TypesOf(now));
        // What comes in may be of more types than before, what goes out of fewer.
        var lost = isRequest ? old.Except(current) : current.Except(old);
        foreach (var type in lost.Where(_ => old.Count > 0 && current.Count > 0))
            found.Add(isRequest ? $"{place} takes no {type} any more." : $"{place} may be {type} now.");
        if ((string?)was["format"] is { } format && (string?)now["format"] != format)
            found.Add($"{place} has the format {now["format"] ?? "none"} and not {format}.");
    }

    private static bool IsRequired(JsonNode? node) => (bool?)node?["required"] == true;

    private static List<string> Required(JsonNode schema) => [.. (schema["required"]?.AsArray() ?? []).Select(name => (string)name!)];

    private static List<string> Values(JsonNode schema) => [.. (schema["enum"]?.AsArray() ?? []).Select(value => value?.ToJsonString() ?? "null")];

    private static List<string> TypesOf(JsonNode schema) => schema["type"] switch
    {
        JsonArray several => [.. several.Select(type => (string)type!)],
        JsonValue one => [(string)one!],
        _ => [],
    };

    // A reference, also as the one of a choice that is not null.
    private static JsonNode Resolve(JsonObject document, JsonNode schema) => schema switch
    {
        _ when (string?)schema["$ref"] is { } reference => document["components"]!["schemas"]![reference.Split('/')[^1]]!,
        _ when schema["oneOf"] is JsonArray choice && choice.FirstOrDefault(one => one!["$ref"] is not null) is { } only => Resolve(document, only),
        _ => schema,
    };
}
