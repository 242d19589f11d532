//! A text → one statement, not too large to be looked at.

use sqlparser::ast::{Query, Statement};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, Tokenizer};

use super::Refusal;

/// Bytes of a statement.
const LONGEST: usize = 128 << 10;
/// What joins expressions: a tree of more would be too deep to walk.
const JOINTS: usize = 1500;
/// Expressions within each other.
const DEEPEST: usize = 60;

/// Words that join expressions.
const JOINING: [&str; 17] = [
    "AND",
    "OR",
    "NOT",
    "IS",
    "LIKE",
    "ILIKE",
    "BETWEEN",
    "IN",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "JOIN",
    "CASE",
    "SELECT",
    "COLLATE",
    "AT",
    "SIMILAR",
];

/// `PostgreSQL`'s words for what it cannot read.
fn syntax(near: &str) -> Refusal {
    let near: String = near.chars().take(60).collect();
    let text = if near.is_empty() || near == "EOF" {
        "syntax error at end of input".to_owned()
    } else {
        format!("syntax error at or near \"{near}\"")
    };
    Refusal::Wrong("SyntaxError", text)
}

pub(super) fn too_complex() -> Refusal {
    Refusal::Wrong("StatementTooComplex", "stack depth limit exceeded".to_owned())
}

/// The one query that a text is.
pub(super) fn one(sql: &str) -> Result<Box<Query>, Refusal> {
    if sql.len() > LONGEST {
        return Err(too_complex());
    }
    if sql.contains('\0') {
        return Err(syntax("\\x00"));
    }
    let dialect = PostgreSqlDialect {};
    let tokens = Tokenizer::new(&dialect, sql).tokenize_with_location();
    let tokens =
        tokens.map_err(|error| Refusal::Wrong("SyntaxError", error.message.to_lowercase()))?;
    let joints = tokens.iter().filter(|token| is_joint(&token.token)).count();
    if joints > JOINTS {
        return Err(too_complex());
    }
    let mut statements = tokens
        .split(|token| token.token == Token::SemiColon)
        .filter(|part| part.iter().any(|token| !is_blank(&token.token)));
    let Some(first) = statements.next() else { return Err(syntax("")) };
    if statements.next().is_some() {
        return Err(Refusal::NotSingle);
    }
    let parser = Parser::new(&dialect).with_recursion_limit(DEEPEST);
    let mut parser = parser.with_tokens_with_locations(first.to_vec());
    let statement = parser.parse_statement().map_err(|error| said(&error))?;
    let rest = parser.next_token();
    if rest.token != Token::EOF {
        return Err(syntax(&rest.token.to_string()));
    }
    match statement {
        Statement::Query(query) => Ok(query),
        other => {
            let text = other.to_string();
            Err(syntax(text.split_whitespace().next().unwrap_or_default()))
        }
    }
}

fn is_blank(token: &Token) -> bool {
    matches!(token, Token::Whitespace(_) | Token::EOF)
}

fn is_joint(token: &Token) -> bool {
    match token {
        Token::Word(word) => {
            word.quote_style.is_none()
                && JOINING.iter().any(|joining| word.value.eq_ignore_ascii_case(joining))
        }
        Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::EscapedStringLiteral(_)
        | Token::Comma
        | Token::Period
        | Token::RParen
        | Token::Whitespace(_)
        | Token::SemiColon
        | Token::EOF => false,
        _ => true,
    }
}

/// What the parser says, in `PostgreSQL`'s words.
fn said(error: &ParserError) -> Refusal {
    let text = match error {
        ParserError::RecursionLimitExceeded => return too_complex(),
        ParserError::ParserError(text) | ParserError::TokenizerError(text) => text,
    };
    let near = text.rsplit_once("found: ").map(|(_, near)| near);
    let near = near.and_then(|near| near.split(" at Line").next());
    syntax(near.unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(sql: &str) -> String {
        format!("{:?}", one(sql).expect_err(sql))
    }

    #[test]
    fn one_statement_that_reads_is_taken() {
        for sql in
            ["SELECT 1", " select 1 ; ", "WITH a AS (SELECT 1) SELECT * FROM a", "(SELECT 1)"]
        {
            assert!(one(sql).is_ok(), "{sql}");
        }
        assert_eq!(refusal("SELECT 1; SELECT 2"), "NotSingle");
        assert!(refusal("DROP TABLE a").contains("at or near \\\"DROP\\\""));
        assert!(refusal("SELEC 1").contains("SELEC"), "{}", refusal("SELEC 1"));
        assert!(refusal("").contains("end of input"));
        assert!(refusal("SELECT (").contains("end of input"), "{}", refusal("SELECT ("));
        assert!(refusal("SELECT 'a").contains("SyntaxError"));
    }

    #[test]
    fn what_is_too_deep_is_not_read() {
        for (sql, code) in [
            (format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000)), "TooComplex"),
            (format!("SELECT 1{}", "+1".repeat(50_000)), "TooComplex"),
            // The parser gives this one up before it is too deep.
            (format!("SELECT {} true", "NOT ".repeat(1000)), "SyntaxError"),
            (format!("SELECT {}1", "- ".repeat(1400)), "TooComplex"),
            (format!("SELECT 1{}", " UNION SELECT 1".repeat(5000)), "TooComplex"),
            (format!("SELECT {}1{}", "(SELECT ".repeat(400), ")".repeat(400)), "TooComplex"),
        ] {
            let refusal = refusal(&sql);
            assert!(refusal.contains(code), "{}: {refusal}", &sql[..40]);
        }
    }
}
