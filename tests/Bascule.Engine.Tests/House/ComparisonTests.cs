using System.Text.RegularExpressions;
using Bascule.Engine.Access;

namespace Bascule.Engine.Tests.House;

/// <summary>No time tells of a secret, by construction: what is presented is hashed before it is looked at, and hashes are compared in constant time.</summary>
public sealed partial class ComparisonTests
{
    private static readonly string[] Judges = ["src/Bascule.Engine/Access/KeyRing.cs", "src/Bascule.Server/Hosting/AdminKey.cs"];

    [Fact]
    public void Secrets_WhereTheyAreJudged_AreHashedAndComparedInConstantTime()
    {
        var sources = Repository.Sources("src").ToDictionary(file => file.Path, file => file.Text);
        Assert.All(Judges, path =>
        {
            Assert.Contains("SHA256.HashData(", sources[path]);
            Assert.Contains("CryptographicOperations.FixedTimeEquals(", sources[path]);
            Assert.DoesNotContain("SequenceEqual", sources[path]);
        });
    }

    [Fact]
    public void Secrets_AnywhereElse_AreComparedWithNothing() =>
        Assert.Empty(Repository.Sources("src").SelectMany(file => Compared().Matches(file.Text).Select(match => $"{file.Path}: {match.Value}")));

    // Without the secret in memory there is nothing to compare it with but its hash.
    [Fact]
    public void Key_AsItIsKept_HasAHashAndNoSecret() =>
        Assert.Equal(["Id", "Name", "Sha256", "Team", "Tier"], typeof(KeyOptions).GetProperties().Where(property => property.PropertyType == typeof(string)).Select(property => property.Name).Order());

    [GeneratedRegex(@"\b(secret|presented|bearer)\s*(==|!=|\.Equals\(|\.SequenceEqual\()\s*(?!null\b)\w+", RegexOptions.IgnoreCase)]
    private static partial Regex Compared();
}
