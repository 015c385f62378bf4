using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Clemap.Edge.Outbox;

/// <summary>Single documents that must outlive a restart: the last desired state, the enrolment.</summary>
internal sealed class Documents(EdgeDatabase database)
{
    public (T Document, DateTimeOffset At)? Find<T>(string name, JsonTypeInfo<T> type)
        where T : class =>
        database.Use(connection => connection.Query(
            "select body, at from documents where name = $name",
            row => (JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(0), type)!, DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))),
            ("$name", name))) is [var found] ? found : null;

    public void Put<T>(string name, T document, DateTimeOffset at, JsonTypeInfo<T> type) => database.Write(connection => connection.Execute(
        "insert or replace into documents(name, at, body) values ($name, $at, $body)",
        ("$name", name), ("$at", at.ToUnixTimeMilliseconds()), ("$body", JsonSerializer.SerializeToUtf8Bytes(document, type))));
}
