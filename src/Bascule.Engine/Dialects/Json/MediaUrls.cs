using System.Text.Json;

namespace Bascule.Engine.Dialects.Json;

/// <summary>How an address of media stands in a request, which decides what may take its place.</summary>
public enum MediaUrlForm
{
    /// <summary>A string: a <c>data:</c> address may stand there as well.</summary>
    Text,

    /// <summary>Anthropic's <c>source</c> object of type <c>url</c>.</summary>
    Source,

    /// <summary>The member <c>file_url</c>, name and value: <c>file_data</c> takes its place.</summary>
    FileUrl,

    /// <summary>A form that only its own vendor takes.</summary>
    Other,
}

/// <summary>An address of media in a request's bytes.</summary>
/// <param name="Path">The part it belongs to, e.g. <c>messages[2].content[1]</c>.</param>
/// <param name="Start">Where what is to be replaced begins, in bytes.</param>
/// <param name="End">The byte after it.</param>
public readonly record struct MediaUrl(string Url, string Path, MediaKinds Kinds, MediaUrlForm Form, int Start, int End);

/// <summary>Finds the addresses of media in a request that <see cref="RequestScan"/> let through. <c>data:</c> addresses are none.</summary>
public static class MediaUrls
{
    public static List<MediaUrl> Find(ReadOnlySpan<byte> body, RequestProfile profile, RequestShape shape)
    {
        var found = new List<MediaUrl>();
        foreach (var member in profile.Members)
        {
            if (body[(member.NameStart + 1)..(member.NameEnd - 1)].SequenceEqual(shape.Turns))
            {
                var walk = new Walk(body, member.ValueStart, found);
                walk.Run(shape.TurnsName);
            }
        }

        return found;
    }

    private ref struct Walk(ReadOnlySpan<byte> body, int from, List<MediaUrl> found)
    {
        private Utf8JsonReader _reader = new(body[from..], new JsonReaderOptions { MaxDepth = RequestScan.MaxDepth });

        public void Run(string path)
        {
            _reader.Read();
            Value(path);
        }

        /// <summary>Walks what the reader stands on; as deep as the scan allowed.</summary>
        private void Value(string path)
        {
            if (_reader.TokenType == JsonTokenType.StartArray)
            {
                for (var index = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; index++)
                {
                    Value($"{path}[{index}]");
                }
            }
            else if (_reader.TokenType == JsonTokenType.StartObject)
            {
                while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
                {
                    Member(path);
                }
            }
        }

        private void Member(string path)
        {
            var nameAt = (int)_reader.TokenStartIndex;
            var name = _reader.ValueSpan;
            _reader.Read();
            if (RequestWalk.IsCallersOwn(name))
            {
                _reader.Skip();
            }
            else if (name.SequenceEqual("image_url"u8) || name.SequenceEqual("audio_url"u8) || name.SequenceEqual("video_url"u8))
            {
                Address(path, name[0] == (byte)'i' ? MediaKinds.Images : name[0] == (byte)'a' ? MediaKinds.Audio : MediaKinds.Video);
            }
            else if (name.SequenceEqual("file_data"u8))
            {
                Address(path, MediaKinds.Files);
            }
            else if (name.SequenceEqual("file_url"u8))
            {
                Add(path, MediaKinds.Files, MediaUrlForm.FileUrl, nameAt);
            }
            else if (name.SequenceEqual("source"u8) && _reader.TokenType == JsonTokenType.StartObject)
            {
                Source(path);
            }
            else if (name.SequenceEqual("fileUri"u8) || name.SequenceEqual("file_uri"u8))
            {
                Add(path, MediaKinds.None, MediaUrlForm.Other, nameAt);
            }
            else
            {
                Value($"{path}.{System.Text.Encoding.UTF8.GetString(name)}");
            }
        }

        /// <summary>A string, or an object with the string under <c>url</c>.</summary>
        private void Address(string path, MediaKinds kinds)
        {
            if (_reader.TokenType != JsonTokenType.StartObject)
            {
                Add(path, kinds, MediaUrlForm.Text, (int)_reader.TokenStartIndex);
                return;
            }

            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                var isUrl = _reader.ValueSpan.SequenceEqual("url"u8);
                _reader.Read();
                if (isUrl)
                {
                    Add(path, kinds, MediaUrlForm.Text, (int)_reader.TokenStartIndex);
                }

                _reader.Skip();
            }
        }

        private void Source(string path)
        {
            var at = (int)_reader.TokenStartIndex;
            string? url = null;
            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                var isUrl = _reader.ValueSpan.SequenceEqual("url"u8);
                _reader.Read();
                url = isUrl ? Text() : url;
                _reader.Skip();
            }

            if (url is not null)
            {
                found.Add(new MediaUrl(url, path, MediaKinds.None, MediaUrlForm.Source, from + at, from + (int)_reader.BytesConsumed));
            }
        }

        private void Add(string path, MediaKinds kinds, MediaUrlForm form, int start)
        {
            if (Text() is { } url)
            {
                found.Add(new MediaUrl(url, path, kinds, form, from + start, from + (int)_reader.BytesConsumed));
            }
            else
            {
                _reader.Skip();
            }
        }

        /// <summary>The address the reader stands on; null: none, or the data itself.</summary>
        private readonly string? Text()
        {
            if (_reader.TokenType != JsonTokenType.String || _reader.ValueSpan.StartsWith("data:"u8))
            {
                return null;
            }

            var text = _reader.GetString()!;
            return text.Contains(':', StringComparison.Ordinal) && !text.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? text : null;
        }
    }
}
