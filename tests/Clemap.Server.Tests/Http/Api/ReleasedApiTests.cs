using System.Text.Json.Nodes;
using Clemap.Testing;

namespace Clemap.Server.Tests.Http.Api;

/// <summary>
/// What was released stays: a program written against <c>docs/api-v1.json</c> goes on working. After an addition the file is made anew from a running server, see <c>CONTRIBUTING.md</c>.
/// </summary>
public sealed class ReleasedApiTests(ServerFixture server)
{
    [Fact]
    public async Task The_api_breaks_nothing_that_was_released() =>
        BreakingChanges.Between(Released(), await Operations.DocumentAsync(server)).ShouldBeEmpty();

    [Theory]
    [InlineData("a path is gone")]
    [InlineData("a method is gone")]
    [InlineData("a parameter is gone")]
    [InlineData("a parameter is needed")]
    [InlineData("a field of the answer is gone")]
    [InlineData("a field of the answer may be absent")]
    [InlineData("a field of the answer may be null")]
    [InlineData("a field of the answer has another type")]
    [InlineData("a field of the request is gone")]
    [InlineData("a field of the request is needed")]
    [InlineData("a value of the request is gone")]
    [InlineData("another status")]
    [InlineData("another medium")]
    [InlineData("a token is needed")]
    [InlineData("another name")]
    public void Each_kind_of_breaking_change_is_refused(string kind)
    {
        var (before, after) = (Sample(), Sample());
        Break(after, kind);
        BreakingChanges.Between(before, after).Count.ShouldBe(1, kind);
    }

    [Fact]
    public void Additions_break_nothing()
    {
        var (before, after) = (Sample(), Sample());
        var post = after["paths"]!["/sites"]!["post"]!;
        after["paths"]!["/cars"] = new JsonObject { ["post"] = post.DeepClone() };
        post["parameters"]!.AsArray().Add(JsonNode.Parse("""{"name":"also","in":"query","schema":{"type":"string"}}"""));
        post["responses"]!["200"] = post["responses"]!["201"]!.DeepClone();
        after["components"]!["schemas"]!["Wish"]!["properties"]!["also"] = JsonNode.Parse("""{"type":"string"}""");
        after["components"]!["schemas"]!["Site"]!["properties"]!["also"] = JsonNode.Parse("""{"type":"string"}""");
        BreakingChanges.Between(before, after).ShouldBeEmpty();
    }

    private static JsonObject Released() => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "api-v1.json")))!.AsObject();

    private static void Break(JsonObject document, string kind)
    {
        var paths = document["paths"]!.AsObject();
        var post = paths["/sites"]!["post"]!.AsObject();
        var (wish, site) = (document["components"]!["schemas"]!["Wish"]!, document["components"]!["schemas"]!["Site"]!);
        Action change = kind switch
        {
            "a path is gone" => () => paths.Remove("/people"),
            "a method is gone" => () => paths["/people"]!.AsObject().Remove("get"),
            "a parameter is gone" => () => post["parameters"] = new JsonArray(),
            "a parameter is needed" => () => post["parameters"]![0]!["required"] = true,
            "a field of the answer is gone" => () => site["properties"]!.AsObject().Remove("note"),
            "a field of the answer may be absent" => () => site["required"] = new JsonArray("id"),
            "a field of the answer may be null" => () => site["properties"]!["id"]!["type"] = new JsonArray("string", "null"),
            "a field of the answer has another type" => () => site["properties"]!["stations"]!["type"] = "string",
            "a field of the request is gone" => () => wish["properties"]!.AsObject().Remove("note"),
            "a field of the request is needed" => () => wish["required"] = new JsonArray("name", "note"),
            "a value of the request is gone" => () => wish["properties"]!["kind"]!["enum"] = new JsonArray("house"),
            "another status" => () => post["responses"] = JsonNode.Parse("""{"202":{}}"""),
            "another medium" => () => post["responses"]!["201"]!["content"] = JsonNode.Parse("""{"text/csv":{}}"""),
            "a token is needed" => () => post["security"] = new JsonArray(),
            "another name" => () => post["operationId"] = "makeSite",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
        change();
    }

    private static JsonObject Sample() => JsonNode.Parse(
        """
        {
          "paths": {
            "/people": { "get": { "operationId": "getPeople", "responses": { "204": {} } } },
            "/sites": {
              "post": {
                "operationId": "postSites",
                "parameters": [{ "name": "key", "in": "header", "schema": { "type": "string" } }],
                "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Wish" } } } },
                "responses": { "201": { "content": { "application/json": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Site" } } } } } }
              }
            }
          },
          "components": {
            "schemas": {
              "Wish": { "required": ["name"], "properties": { "name": { "type": "string" }, "note": { "type": "string" }, "kind": { "enum": ["house", "garage"] } } },
              "Site": { "required": ["id", "stations"], "properties": { "id": { "type": "string" }, "stations": { "type": "integer" }, "note": { "type": ["null", "string"] }, "parent": { "$ref": "#/components/schemas/Site" } } }
            }
          }
        }
        """)!.AsObject();
}
