using System.Text;
using Unbraid.Separation;
using Unbraid.Separation.Yaml;
using Xunit;

namespace Unbraid.Tests.Yaml;

public class YamlReaderTests
{
    [Theory]
    [InlineData("1.0e-05", 1.0e-05)]
    [InlineData("1e-3", 1e-3)]
    [InlineData("1e5", 1e5)]
    [InlineData("0.", 0.0)]
    [InlineData(".5", .5)]
    [InlineData("-2.50", -2.5)]
    [InlineData(".inf", double.PositiveInfinity)]
    [InlineData("12", 12L)]
    [InlineData("-7", -7L)]
    [InlineData("485_100", 485_100L)]
    [InlineData("0x10", 16L)]
    [InlineData("017", 15L)]
    [InlineData("yes", true)]
    [InlineData("Off", false)]
    [InlineData("~", null)]
    [InlineData("", null)]
    [InlineData("null", null)]
    [InlineData("v1.2", "v1.2")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("-", "-")]
    [InlineData("'12'", "12")]
    [InlineData("\"yes\"", "yes")]
    [InlineData("!!str 12", "12")]
    public void Words_are_what_PyYAML_and_OmegaConf_take_them_for(string word, object? value)
    {
        var read = word == "-" ? YamlScalar.Resolve(word) : YamlReader.Read($"key: {word}", "x.yaml")["key"];

        Assert.Equal(value, read);
    }

    [Fact]
    public void Lists_keys_comments_and_tuples_are_read()
    {
        var values = YamlReader.Read(
            "\uFEFFmodel:  # comment\n  bands: !!python/tuple\n  - 2\n  - 4\n  scale: [2, 2.5]\n  empty: []\nmodel_type: x\nmodel_type: y\n", "x.yaml");

        var model = Assert.IsType<Dictionary<string, object?>>(values["model"]);
        Assert.Equal([2L, 4L], Assert.IsType<List<object?>>(model["bands"]));
        Assert.Equal([2L, 2.5], Assert.IsType<List<object?>>(model["scale"]));
        Assert.Empty(Assert.IsType<List<object?>>(model["empty"]));
        Assert.Equal("y", values["model_type"]);
    }

    [Fact]
    public void Anchors_and_merged_keys_are_read()
    {
        var values = YamlReader.Read("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: *a\n", "x.yaml");

        var b = Assert.IsType<Dictionary<string, object?>>(values["b"]);
        Assert.Equal((1L, 3L), (b["x"], b["y"]));
        Assert.Same(values["a"], values["c"]);
    }

    [Theory]
    [InlineData("a: !!python/object/apply:os.system ['true']", "!!python/object/apply:os.system")]
    [InlineData("a: !!python/name:os.system ''", "python/name")]
    [InlineData("a: !!python/tuple {b: 1}", "python/tuple")]
    [InlineData("a: !custom 1", "!custom")]
    [InlineData("a:\n\t- 1", "line 2: it is indented with a tab")]
    [InlineData("a: [1, 2", "no YAML")]
    [InlineData("a: *nothing", "*nothing refers to nothing")]
    [InlineData("a: &a [*a]", "*a refers to nothing")]
    [InlineData("? [1, 2]\n: 3", "a key is not a word")]
    [InlineData("- 1\n- 2", "no keys and values")]
    [InlineData("just text", "no keys and values")]
    [InlineData("", "is empty")]
    [InlineData("# nothing\n", "is empty")]
    [InlineData("a: {<<: 3}", "<< takes a dictionary")]
    public void What_is_no_configuration_is_refused_by_its_line(string text, string part) => Assert.Contains(part, Refused(text), StringComparison.Ordinal);

    [Fact]
    public void Small_files_that_would_become_large_are_refused()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");

        Assert.Contains("more than 100000 values", Refused(bomb.ToString()), StringComparison.Ordinal);
        Assert.Contains("more than 100000 values", Refused($"a: [{string.Concat(Enumerable.Repeat("1,", 400_000))}1]"), StringComparison.Ordinal);
        Assert.Contains("nested deeper", Refused("a: " + new string('[', 5_000)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_ten_million_bands_is_not_even_read()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "model:\n  freqs_per_bands: [" + string.Concat(Enumerable.Repeat("2, ", 10_000_000)) + "2]\n");

            Assert.Contains("larger than 1 MB", Assert.Throws<SeparationException>(() => YamlReader.ReadFile(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_is_no_text_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [0x61, 0x3a, 0x20, 0xff, 0xfe]);

            Assert.Contains("no text", Assert.Throws<SeparationException>(() => YamlReader.ReadFile(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Contains("cannot be read", Assert.Throws<SeparationException>(() => YamlReader.ReadFile("/nowhere/x.yaml")).Message, StringComparison.Ordinal);
    }

    private static string Refused(string text) => Assert.Throws<SeparationException>(() => YamlReader.Read(text, "x.yaml")).Message;
}
